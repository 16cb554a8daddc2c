/* kernel/base/stop.c - see stop.h. Needs nothing but kernel/arch. */
#include "kernel/base/stop.h"

#include <stdint.h>

#include "kernel/arch/stop.h"
#include "kernel/arch/vcpu.h"
#include "kernel/base/patience.h"
#include "lib/x86/cpu.h"

/*
 * How long the others wait for the line of the one who stops, who may wait for the console's lock and a second for the UART, and
 * whom the host runs when it likes. Whoever ends first ends the machine, and the line would be lost.
 */
#define STOP_PATIENCE_NS UINT64_C(10000000000)

/* How many exceptions in the middle of its line the one who stops bears. */
#define STOPS_AGAIN 4

static uint64_t
        stopped; /* 0: the machine runs; else the reason << 32 | the vCPU that stopped it + 1 */
static bool told;
static unsigned int again; /* of the vCPU that stopped the machine */

/* One exchange decides who was first, and reason and vCPU come with it: nobody sees one without the other. */
bool stop_begin(unsigned int reason)
{
        uint64_t runs = 0;

        return __atomic_compare_exchange_n(&stopped, &runs,
                                           (uint64_t)reason << 32 | (arch_vcpu() + 1), false,
                                           __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static bool is_by_this_vcpu(uint64_t stop)
{
        return (uint32_t)stop == arch_vcpu() + 1;
}

bool stop_again(void)
{
        return is_by_this_vcpu(__atomic_load_n(&stopped, __ATOMIC_SEQ_CST)) &&
               !__atomic_load_n(&told, __ATOMIC_ACQUIRE) && again++ < STOPS_AGAIN;
}

void stop_told(void)
{
        __atomic_store_n(&told, true, __ATOMIC_RELEASE);
}

void stop_follow(void)
{
        struct patience patience = patience_for(STOP_PATIENCE_NS);

        while (!__atomic_load_n(&told, __ATOMIC_ACQUIRE) && patience_left(&patience))
                cpu_relax();
        arch_terminate((unsigned int)(__atomic_load_n(&stopped, __ATOMIC_SEQ_CST) >> 32));
}

/* The one who stops goes on here: it still has to write its line. */
void stop_check(void)
{
        uint64_t now = __atomic_load_n(&stopped, __ATOMIC_SEQ_CST);

        if (now != 0 && !is_by_this_vcpu(now))
                stop_follow();
}

/* Not inlined: what finds a lock free, as nearly everybody does, has nothing of it. */
__attribute__((noinline)) void arch_relax(void)
{
        stop_check();
        cpu_relax();
}
