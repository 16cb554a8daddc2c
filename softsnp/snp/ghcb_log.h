/* softsnp/snp/ghcb_log.h - what the host half did not do for a guest, a line each, and when nothing else happens any more. */
#ifndef SOFTSNP_SNP_GHCB_LOG_H
#define SOFTSNP_SNP_GHCB_LOG_H

#include <stdint.h>

#include "softsnp/snp/ghcb_call.h"

/* After each request in a GHCB page. A refusal of a kind is a line the 1st, 16th, 256th ... time. */
void ghcb_log_answer(const struct ghcb_call *call, struct ghcb_answer answer);

/* A refusal in the MSR protocol; @request is what the MSR held. */
void ghcb_log_msr(const struct vcpu *vcpu, uint64_t request, const char *refusal);

/*
 * After each request of either protocol: if it was a RUN_VMPL that was refused with @error (not 0), and no vCPU does anything but
 * ask in vain or sleep without a save area, the machine is stopped.
 */
void ghcb_note_run_vmpl(struct vcpu *vcpu, unsigned int vmpl, uint32_t error);
void ghcb_note_other(struct vcpu *vcpu);

#endif
