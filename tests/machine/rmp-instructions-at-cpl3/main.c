/*
 * PVALIDATE, RMPADJUST, RMPQUERY, INVLPGB and TLBSYNC are privileged: above CPL 0 they raise #GP(0) and change
 * nothing (docs/softsnp.md, "Exits").
 *
 * Broken on purpose by leaving out the check of the CPL: none of them faults, and the page is
 * rescinded.
 */
#include "tests/machine/runtime/test.h"

static uint64_t page;
static struct test_fault faults[5];

static void at_cpl3(void)
{
        TRY(".byte 0xf2, 0x0f, 0x01, 0xff", : : "a"(page), "c"(0), "d"(0) : "r11", "memory", "cc");
        faults[0] = test_fault;
        TRY(".byte 0xf3, 0x0f, 0x01, 0xfe",
            :
            : "a"(page), "c"(0), "d"(rmpadjust_attributes(2, RMP_PERMISSION_ALL))
            : "r11", "memory", "cc");
        faults[1] = test_fault;
        TRY(".byte 0xf3, 0x0f, 0x01, 0xfd", : : "a"(page), "c"(0), "d"(2) : "r11", "memory", "cc");
        faults[2] = test_fault;
        TRY(".byte 0x0f, 0x01, 0xfe", : : "a"(8), "c"(0), "d"(0) : "r11", "memory", "cc");
        faults[3] = test_fault;
        TRY(".byte 0x0f, 0x01, 0xff", : : : "r11", "memory", "cc");
        faults[4] = test_fault;
}

void test_main(void)
{
        static const char *const names[] = { "PVALIDATE", "RMPADJUST", "RMPQUERY", "INVLPGB",
                                             "TLBSYNC" };

        page = spare_page(0);
        make_private(page);
        load_tss();
        run_at_cpl3(at_cpl3);
        for (unsigned int i = 0; i < 5; i++) {
                test_fault = faults[i];
                check_fault(names[i], VECTOR_GP, 0);
                CHECK_EQUAL(faults[i].cs, 0x23);
        }
        CHECK_EQUAL(pvalidate(page, false, true), RMP_UNCHANGED);
}
