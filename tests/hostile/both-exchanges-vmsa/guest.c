/* The host exchanges a page between VMPL0's look at it and the RMPADJUST that makes it a VMSA; the guest says which page. */
#include "lib/base/format.h"
#include "lib/x86/paging.h"
#include "tests/hostile/runtime/guest.h"

void guest_main(void)
{
        uint64_t page = fresh_page();
        char attack[64];

        if (page % LARGE_PAGE_SIZE == 0)
                page = fresh_page();
        fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
        (void)format_text(attack, sizeof(attack), "exchange-page:0x%lx:rmpadjust=2", page);
        if (!order(attack))
                won("the host does not obey");
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, page, fresh_page(), 1) == SVSM_SUCCESS)
                won("a page that VMPL0 has not seen is a VMSA");
        kept_out("CREATE_VCPU is refused");
}
