/*
 * Page-table walks and instruction fetches are private whatever the C-bit of the entry that leads
 * there (APM vol. 2, section 15.34.5); Linux and OVMF load CR3 and upper entries without it, and
 * OVMF's last AP loop runs from such a mapping.
 *
 * Broken on purpose by leaving the rule for fetches out of admit_to_shared_view(): the call stops
 * the machine.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

extern uint64_t pml4[];
extern uint32_t cbit_position;

void test_main(void)
{
        uint64_t code = spare_page(0);
        uint64_t cr3 = read_cr3();

        make_private(code);
        *(volatile uint8_t *)private_view(code) = 0xc3; /* RET */
        CHECK(try_execute(shared_view(code)));

        /* CR3 never has the C-bit here; the top-level entry of the low half loses it too. */
        CHECK_EQUAL(cr3 >> cbit_position, 0);
        pml4[0] &= ~(UINT64_C(1) << cbit_position);
        write_cr3(cr3);
        CHECK_EQUAL(*(volatile uint8_t *)private_view(code), 0xc3);
}
