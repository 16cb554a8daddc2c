/* softsnp/svm/diagnose.h - what is remembered for the moment when something goes wrong. */
#ifndef SOFTSNP_SVM_DIAGNOSE_H
#define SOFTSNP_SVM_DIAGNOSE_H

#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/* Counts an exit by its code; exit_counts[] can be read with a debugger. */
void diagnose_count_exit(uint64_t exit_code);

/* Remembers a #VC; vcpu_stop() prints the last ones. */
void diagnose_note_vc(const struct vcpu *vcpu, uint64_t code);

#endif
