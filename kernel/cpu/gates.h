/*
 * kernel/cpu/gates.h - what IDT and TSS say about stacks. Nothing here touches the CPU.
 *
 * The host can inject an exception between any two instructions, also where RSP is not the kernel's: after SYSCALL it is
 * the service's. So no gate has IST 0, which would push where RSP is.
 */
#ifndef KERNEL_CPU_GATES_H
#define KERNEL_CPU_GATES_H

#include <stdint.h>

#define VECTORS      256
#define VECTOR_FIRST 32           /* of those that are interrupts */
#define STUB_SIZE    UINT64_C(16) /* exceptions.S: exception_stubs */

/*
 * A double fault, NMI, #VC or an interrupt can hit the handling of another exception; all other exceptions share a stack, and so
 * do all interrupts.
 */
#define IST_DF    1
#define IST_NMI   2
#define IST_VC    3
#define IST_TRAP  4
#define IST_INTR  5
#define IST_COUNT 5

/* A gate of the IDT (APM vol. 2, section 4.8.4). */
struct gate {
        uint64_t low;
        uint64_t high;
};

/* The task state segment of long mode (APM vol. 2, section 12.2.5). */
struct task_state {
        uint32_t reserved_0;
        uint64_t rsp[3]; /* 0: no gate uses them */
        uint64_t reserved_1c;
        uint64_t ist[7]; /* IST 1 is ist[0] */
        uint8_t reserved_5c[10];
        uint16_t io_map; /* beyond the segment: a service has no ports */
} __attribute__((packed));
_Static_assert(sizeof(struct task_state) == 104, "task state segment");

/* The IST stack on which @vector is handled. */
unsigned int exception_stack(unsigned int vector);

/* All gates; the handler of each vector is a stub of STUB_SIZE bytes, the first one at @stubs. */
void gates_fill(struct gate idt[VECTORS], uint64_t stubs);

/* The stacks of @vcpu, which lie in its area. */
void task_state_fill(struct task_state *state, unsigned int vcpu);

#endif
