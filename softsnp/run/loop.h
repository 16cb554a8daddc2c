/* softsnp/run/loop.h - the loop of one CPU. */
#ifndef SOFTSNP_RUN_LOOP_H
#define SOFTSNP_RUN_LOOP_H

#include "softsnp/svm/vcpu.h"

/*
 * Runs the current instance, handles its exits, for ever. Needs the lock. Exits are handled by exit.c, which hands what
 * SEV-SNP decides to the functions of snp/exits.h.
 */
__attribute__((noreturn)) void cpu_run(struct cpu *cpu);

#endif
