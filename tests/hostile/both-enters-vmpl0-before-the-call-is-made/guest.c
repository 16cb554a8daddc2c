/* The flag is set; writing the MSR of the GHCB is an exit, and VMPL0 runs after each exit from now on. */
#include "tests/hostile/runtime/race.h"
#include "lib/x86/msr.h"

#define ENTRIES 50

void guest_main(void)
{
        volatile struct svsm_calling_area *area =
                (volatile struct svsm_calling_area *)probe.calling_area;

        if (!order("enter-vmpl0:1:1"))
                won("the host does not obey: the test is wrong");
        for (uint32_t i = 0; i < ENTRIES; i++) {
                uint32_t low = SVSM_CORE_QUERY_PROTOCOL, high = 0;

                area->call_pending = 1;
                __asm__ volatile("wrmsr" : "+a"(low), "+d"(high) : "c"(MSR_GHCB) : "memory");
                if (!area->call_pending || low != SVSM_CORE_QUERY_PROTOCOL || high != 0)
                        won("a call was made: %x %x", low, high);
                area->call_pending = 0;
        }
        kept_out("the flag stays, of %u entries", ENTRIES);
}
