/*
 * PVALIDATE refuses with FAIL_INPUT a 2 MiB page that is not 2 MiB aligned, and raises #PF for an
 * address that is not mapped, with the address in CR2 (softsnp/snp/rmp_instruction.c).
 *
 * Broken on purpose by leaving the alignment check out of find_operand(): the first check sees
 * another error.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        uint64_t page = spare_page(0);

        CHECK_EQUAL(pvalidate((uint64_t)private_view(page) + PAGE_SIZE, true, true),
                    RMP_FAIL_INPUT);

        TRY(".byte 0xf2, 0x0f, 0x01, 0xff",
            :
            : "a"(UINT64_C(0x700000000000)), "c"(0), "d"(1)
            : "r11", "memory", "cc");
        CHECK(test_fault.happened);
        CHECK_EQUAL(test_fault.vector, VECTOR_PF);
        CHECK_EQUAL(test_fault.cr2, UINT64_C(0x700000000000));
}
