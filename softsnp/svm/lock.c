/*
 * softsnp/svm/lock.c - the machine lock (vcpu.h).
 *
 * A ticket lock, so that a CPU with many exits cannot starve another. Waiting is PAUSE: where one host thread
 * emulates all CPUs in turn, PAUSE passes the turn on.
 */
#include "lib/x86/cpu.h"
#include "softsnp/svm/vcpu.h"

static volatile uint32_t next_ticket;
static volatile uint32_t now_serving;

/* Acquire: what the last holder wrote is seen behind it. */
void machine_lock(void)
{
        uint32_t ticket = __atomic_fetch_add(&next_ticket, 1, __ATOMIC_RELAXED);

        while (__atomic_load_n(&now_serving, __ATOMIC_ACQUIRE) != ticket)
                cpu_relax();
}

/*
 * Only the holder writes the number, so it needs no atomic addition; release lets the writes go
 * first.
 */
void machine_unlock(void)
{
        __atomic_store_n(&now_serving, now_serving + 1, __ATOMIC_RELEASE);
}

/* Whoever drew a ticket meanwhile comes first. */
void machine_yield(void)
{
        machine_unlock();
        cpu_relax();
        machine_lock();
}
