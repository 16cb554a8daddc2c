/* softsnp/svm/diagnose.h - what is remembered for the moment when something goes wrong. */
#ifndef SOFTSNP_SVM_DIAGNOSE_H
#define SOFTSNP_SVM_DIAGNOSE_H

#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/* Counts an exit by its code; exit_counts[] can be read with a debugger. */
void diagnose_count_exit(uint64_t exit_code);

/*
 * Before a #VC is delivered: stops the machine if it is the same as the last one, so often that its handler cannot be meant to help.
 * A request to the host in between, diagnose_forget_vc(), counts as help.
 */
void diagnose_repeated_vc(struct vcpu *vcpu, uint64_t code);
void diagnose_forget_vc(struct vcpu *vcpu);

/* Remembers a #VC; vcpu_stop() prints the last ones. */
void diagnose_note_vc(const struct vcpu *vcpu, uint64_t code);

#endif
