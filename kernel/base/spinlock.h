/*
 * kernel/base/spinlock.h - a fair lock for a few vCPUs: who comes first is served first, so that no
 * guest vCPU can keep another one out. Zero-initialised is free.
 *
 * A ticket lock. Interrupts need not be switched off: VMPL0 takes none, and an exception in the kernel is the end, or goes on
 * at a fixup, which takes no lock (cpu/exceptions.c). A vCPU that takes a lock twice waits until the machine is stopped.
 */
#ifndef KERNEL_BASE_SPINLOCK_H
#define KERNEL_BASE_SPINLOCK_H

#include <stdint.h>

#include "kernel/arch/stop.h"

struct spinlock {
        uint32_t next;    /* the ticket of the next who comes */
        uint32_t serving; /* the ticket of the one inside */
};

static inline void spin_lock(struct spinlock *lock)
{
        uint32_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

        while (__atomic_load_n(&lock->serving, __ATOMIC_ACQUIRE) != ticket)
                arch_relax();
}

static inline void spin_unlock(struct spinlock *lock)
{
        __atomic_store_n(&lock->serving, lock->serving + 1, __ATOMIC_RELEASE);
}

#endif
