/* tests/proof/readers/locks.h - one vCPU at a time: locks are always free. In front of files that take locks. */
#ifndef TESTS_PROOF_READERS_LOCKS_H
#define TESTS_PROOF_READERS_LOCKS_H

#define KERNEL_BASE_SPINLOCK_H
#define KERNEL_BASE_RWLOCK_H
#define LIB_X86_SPECULATION_H

#include <stdint.h>

struct spinlock {
        int unused;
};

struct rwlock {
        int unused;
};

#define spin_lock(lock)    ((void)(lock))
#define spin_unlock(lock)  ((void)(lock))
#define read_lock(lock)    ((void)(lock))
#define read_unlock(lock)  ((void)(lock))
#define write_lock(lock)   ((void)(lock))
#define write_unlock(lock) ((void)(lock))

/* The promise of the instructions. */
static inline uint64_t index_masked(uint64_t index, uint64_t size)
{
        return index < size ? index : 0;
}

#endif
