/* Many times CREATE_VCPU of a page that is no save area; then one that is. */
#include "lib/base/memory.h"
#include "tests/hostile/runtime/guest.h"

#define CALLS  2000
#define VCPU_1 1

static volatile bool answered;

static void at_second(void)
{
        answered = true;
}

void guest_main(void)
{
        uint64_t vmsa = fresh_page(), area = fresh_page();

        memset((void *)vmsa, 0, PAGE_SIZE);
        for (unsigned int i = 0; i < CALLS; i++)
                if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, VCPU_1) ==
                    SVSM_SUCCESS)
                        won("a page of zeros is a save area");
        if (!run_on_second(at_second))
                won("nobody can create the vcpu any more");
        while (!answered)
                (void)has_protocol(SVSM_PROTOCOL_VTPM);
        kept_out("%u calls refused, then the vcpu is created", CALLS);
}
