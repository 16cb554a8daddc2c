/*
 * RMPQUERY tells a VMPL the rights of one below it, the VMSA bit and the entry's size; of itself
 * and those above it tells nothing, and it changes nothing (softsnp/rmp/rules.h).
 *
 * Broken on purpose by answering with the permissions of VMPL0: the rights of VMPL2 are wrong.
 */
#include "tests/machine/runtime/test.h"

static enum rmp_result query(uint64_t address, unsigned int vmpl, uint64_t *attributes)
{
        uint64_t result = address;
        uint64_t size = 0;

        *attributes = vmpl;
        __asm__ volatile(".byte 0xf3, 0x0f, 0x01, 0xfd"
                         : "+a"(result), "+c"(size), "+d"(*attributes)
                         :
                         : "memory", "cc");
        return (enum rmp_result)(uint32_t)result;
}

void test_main(void)
{
        uint64_t page = spare_page(1);
        uint64_t seen;

        make_private(page);
        CHECK_EQUAL(query(page, 2, &seen), RMP_SUCCESS);
        CHECK_EQUAL(seen, rmpadjust_attributes(2, 0));
        CHECK_EQUAL(rmpadjust(page, false,
                              rmpadjust_attributes(2, RMP_PERMISSION_READ) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(query(page, 2, &seen), RMP_SUCCESS);
        CHECK_EQUAL(seen, rmpadjust_attributes(2, RMP_PERMISSION_READ) | RMPADJUST_VMSA);
        CHECK_EQUAL(query(page, 3, &seen), RMP_SUCCESS);
        CHECK_EQUAL(seen, rmpadjust_attributes(3, 0) | RMPADJUST_VMSA);
        CHECK_EQUAL(query(page, 0, &seen), RMP_FAIL_PERMISSION);
        CHECK_EQUAL(query(page, 4, &seen), RMP_FAIL_PERMISSION);
}
