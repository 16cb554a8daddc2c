/* softsnp/start/cpu_check.h - refuses CPUs that cannot carry the machine. */
#ifndef SOFTSNP_START_CPU_CHECK_H
#define SOFTSNP_START_CPU_CHECK_H

/* Ends the machine with the missing feature's name unless the CPU has SVM and nested paging. */
void cpu_check(void);

/* The same unless physical addresses have the personality's C-bit. */
void cpu_check_c_bit(void);

#endif
