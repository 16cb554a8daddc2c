/*
 * kernel/base/rwlock.h - many readers or one writer, served in the order in which they come, so that neither
 * can keep the other out. Zero-initialised is free. Nobody who holds it may wait for anything else.
 */
#ifndef KERNEL_BASE_RWLOCK_H
#define KERNEL_BASE_RWLOCK_H

#include <stdint.h>

#include "kernel/arch/stop.h"
#include "kernel/base/spinlock.h"

struct rwlock {
        struct spinlock turn; /* a reader has it while it comes in, a writer until it leaves */
        uint32_t readers;     /* inside */
};

static inline void read_lock(struct rwlock *lock)
{
        spin_lock(&lock->turn);
        __atomic_fetch_add(&lock->readers, 1, __ATOMIC_RELAXED);
        spin_unlock(&lock->turn);
}

static inline void read_unlock(struct rwlock *lock)
{
        __atomic_fetch_sub(&lock->readers, 1, __ATOMIC_RELEASE);
}

static inline void write_lock(struct rwlock *lock)
{
        spin_lock(&lock->turn);
        while (__atomic_load_n(&lock->readers, __ATOMIC_ACQUIRE) != 0)
                arch_relax();
}

static inline void write_unlock(struct rwlock *lock)
{
        spin_unlock(&lock->turn);
}

#endif
