/* By the MSR protocol and by AP creation. */
#include "tests/hostile/runtime/race.h"
#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

static unsigned int requests;

static void run(uint64_t vmpl)
{
        uint64_t answer = msr_protocol(vmpl << 32 | 0x16);

        requests++;
        if ((answer & 0xfff) != 0x17 || answer >> 32 == 0)
                won("VMPL%lu was run: %lx", vmpl, answer);
}

static void create(unsigned int vmpl, uint64_t page)
{
        struct ghcb *ghcb = probe_ghcb();

        requests++;
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, own_sev_features());
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_AP_CREATION);
        GHCB_SET(ghcb, exit_info1, UINT64_C(1) << 32 | (uint64_t)vmpl << 16 | GHCB_AP_CREATE);
        GHCB_SET(ghcb, exit_info2, page);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        vmgexit();
        if ((uint32_t)ghcb->exit_info1 == 0)
                won("VMPL%u is created from %lx", vmpl, page);
}

void guest_main(void)
{
        uint64_t page = page_for_vmsa();

        for (uint64_t vmpl = 1; vmpl < 256; vmpl++)
                run(vmpl);
        for (unsigned int vmpl = 0; vmpl < 16; vmpl++) {
                fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
                ((struct vmsa *)page)->vmpl = (uint8_t)vmpl;
                create(vmpl, page);
                create(vmpl, vmpl0_base() + PAGE_SIZE);
        }
        if (core(SVSM_CORE_QUERY_PROTOCOL, 1) != SVSM_SUCCESS)
                won("VMPL0 does not answer any more");
        kept_out("of %u requests", requests);
}
