/* The first 1 MiB of VMPL0's image, page by page: the host here does what a guest asks for whatever page. */
#include "tests/hostile/runtime/race.h"
#include "lib/base/memory.h"

#define SHARED UINT64_C(0x4000000000)

static bool change(uint64_t page, unsigned int state)
{
        return msr_protocol(page | (uint64_t)state << 52 | GHCB_MSR_PSC_REQUEST) ==
               GHCB_MSR_PSC_RESPONSE;
}

void guest_main(void)
{
        for (uint64_t i = 0; i < 256; i++) {
                uint64_t page = vmpl0_base() + i * PAGE_SIZE;

                if (!change(page, GHCB_PSC_SHARED))
                        continue; /* a save area, which the CPU is using */
                memset((void *)(page + SHARED), 0x90, PAGE_SIZE);
                (void)change(page, GHCB_PSC_PRIVATE);
        }
        if (core(SVSM_CORE_QUERY_PROTOCOL, 1) == SVSM_SUCCESS)
                won("VMPL0 goes on with pages of ours");
}
