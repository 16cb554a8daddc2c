/*
 * A data access without the C-bit to a private page would see ciphertext on hardware and nobody
 * would notice: this machine stops and says so (docs/softsnp.md).
 *
 * Broken on purpose by giving the shared view all rights of the private one in rmp_rights(): the
 * read works.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        make_private(spare_page(0));
        (void)*(volatile uint8_t *)shared_view(spare_page(0));
        test_check(false, "a private page is readable without the C-bit");
}
