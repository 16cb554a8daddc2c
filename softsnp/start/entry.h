/*
 * softsnp/start/entry.h - where the assembly of this room jumps to when a CPU can run C.
 *
 * Implemented above: the boot CPU's in main.c, the others' in run/start.c. Both have a stack; interrupts are off.
 */
#ifndef SOFTSNP_START_ENTRY_H
#define SOFTSNP_START_ENTRY_H

struct cpu;
struct pvh_start_info;

/* From entry.S, with what the loader left (pvh.h). */
__attribute__((noreturn)) void softsnp_main(const struct pvh_start_info *info);

/* From trampoline.S, with the CPU that was started. */
__attribute__((noreturn)) void ap_main(struct cpu *cpu);

#endif
