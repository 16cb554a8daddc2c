/* kernel/base/stop.c - see stop.h. Needs nothing but kernel/arch. */
#include "kernel/base/stop.h"

#include <stdint.h>

#include "kernel/arch/stop.h"
#include "kernel/arch/vcpu.h"
#include "lib/x86/cpu.h"

/* How long the others wait for the line of the one who stops: turns, since the clock may be what has stopped. */
#define STOP_PATIENCE 1000000

static uint64_t
        stopped; /* 0: the machine runs; else the reason << 32 | the vCPU that stopped it + 1 */
static bool told;

/* One exchange decides who was first, and reason and vCPU come with it: nobody sees one without the other. */
bool stop_begin(unsigned int reason)
{
        uint64_t runs = 0;

        return __atomic_compare_exchange_n(&stopped, &runs,
                                           (uint64_t)reason << 32 | (arch_vcpu() + 1), false,
                                           __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

void stop_told(void)
{
        __atomic_store_n(&told, true, __ATOMIC_RELEASE);
}

void stop_follow(void)
{
        for (unsigned int i = 0; i < STOP_PATIENCE && !__atomic_load_n(&told, __ATOMIC_ACQUIRE);
             i++)
                cpu_relax();
        arch_terminate((unsigned int)(__atomic_load_n(&stopped, __ATOMIC_SEQ_CST) >> 32));
}

/* The one who stops goes on here: it still has to write its line. */
void stop_check(void)
{
        uint64_t now = __atomic_load_n(&stopped, __ATOMIC_SEQ_CST);

        if (now != 0 && (uint32_t)now != arch_vcpu() + 1)
                stop_follow();
}

/* Not inlined: what finds a lock free, as nearly everybody does, has nothing of it. */
__attribute__((noinline)) void arch_relax(void)
{
        stop_check();
        cpu_relax();
}
