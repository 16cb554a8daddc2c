/*
 * A GHCB in private memory is nothing that a host could read: VMGEXIT with it stops the guest
 * (docs/softsnp.md: what would read ciphertext on hardware stops the machine).
 *
 * Broken on purpose by not asking for shared memory in ghcb_page_exit(): the request is answered.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        (void)test_ghcb();
        make_private(spare_page(0));
        wrmsr(MSR_GHCB, spare_page(0));
        vmgexit();
        test_check(false, "a GHCB in private memory is served");
}
