/*
 * softsnp/snp/msr_policy.h - which MSRs a guest may reach through its GHCB: rows `msr` of the personality. Pure: runs in tests
 * on the host.
 */
#ifndef SOFTSNP_SNP_MSR_POLICY_H
#define SOFTSNP_SNP_MSR_POLICY_H

#include <stdint.h>

#include "lib/personality/personality.h"

/* The row for @number; never NULL: a register without row faults. */
const struct personality_msr *msr_policy(const struct personality *host, uint32_t number);

#endif
