/* softsnp/run/exit.h - the dispatch of exits. */
#ifndef SOFTSNP_RUN_EXIT_H
#define SOFTSNP_RUN_EXIT_H

#include "softsnp/svm/vcpu.h"

/* Handles the exit that @vcpu's VMCB describes. Afterwards the CPU's current instance can be entered. */
void exit_handle(struct vcpu *vcpu);

#endif
