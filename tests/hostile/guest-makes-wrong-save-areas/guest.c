/* One thing of a good save area is wrong, each time another one. */
#include "tests/hostile/runtime/bad_pages.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/msr.h"

static uint64_t page;
static unsigned int tried;

static struct vmsa *good(void)
{
        struct vmsa *vmsa = (struct vmsa *)page;

        fill_vmsa(vmsa, (const void *)page, (const void *)page);
        return vmsa;
}

static void refuse(const char *what)
{
        uint64_t result = svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, page, good_page(), 1);

        if (result != SVSM_ERR_INVALID_PARAMETER)
                won("%s: %lx", what, result);
        *(volatile uint8_t *)page = 0;
        tried++;
}

void guest_main(void)
{
        bad_pages_make();
        page = page_for_vmsa();
        for (unsigned int vmpl = 0; vmpl < 8; vmpl++) {
                good()->vmpl = (uint8_t)vmpl;
                if (vmpl != probe.secrets->svsm_guest_vmpl)
                        refuse("another VMPL");
        }
        good()->efer &= ~EFER_SVME;
        refuse("without SVME");
        for (unsigned int i = 0; i < 64; i++) {
                good()->sev_features ^= UINT64_C(1) << i;
                refuse("another feature");
        }
        good()->event_injection = UINT64_C(0x80000202);
        refuse("an NMI");
        good()->event_injection = UINT64_C(0x80000b0e);
        refuse("a page fault");
        good()->event_injection = UINT64_C(1) << 63;
        refuse("an event of its error code alone");
        good()->tlb_id = 1;
        refuse("a TLB's ID");
        good()->pcpu_id = 1;
        refuse("a CPU's ID");
        good()->sev_features = 0;
        refuse("no features");
        good()->vmpl = 255;
        refuse("VMPL255");
        kept_out("of %u save areas", tried);
}
