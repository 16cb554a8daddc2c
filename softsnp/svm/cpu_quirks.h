/* softsnp/svm/cpu_quirks.h - faults of the CPU below that guests must not run into. */
#ifndef SOFTSNP_SVM_CPU_QUIRKS_H
#define SOFTSNP_SVM_CPU_QUIRKS_H

#include <stdbool.h>

/*
 * True if CMPXCHG16B leaves garbage in RFLAGS, as QEMU 7.2's TCG does when the flags before it were not
 * computed yet. Then CPUID must not offer the instruction.
 */
bool cpu_cmpxchg16b_broken(void);

#endif
