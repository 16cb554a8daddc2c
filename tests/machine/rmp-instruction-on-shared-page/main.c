/*
 * An instruction with an RMP operand that names a shared page is a nested page fault, not a result: the host makes the page
 * private and the instruction is tried again (KVM, kvm_mmu_faultin_pfn(): KVM_EXIT_MEMORY_FAULT; QEMU, accel/kvm/kvm-all.c,
 * kvm_convert_memory()). So PVALIDATE succeeds, RMPADJUST and RMPQUERY meet a page that is not validated, and a 2 MiB operand
 * one of 4 KiB.
 *
 * Broken on purpose by making nothing private in assign(): PVALIDATE fails with FAIL_INPUT.
 */
#include "tests/machine/runtime/test.h"

#define RIGHTS rmpadjust_attributes(2, RMP_PERMISSION_ALL)

static uint32_t rmpquery(uint64_t page)
{
        uint64_t result = page;
        uint64_t attributes = 2;
        uint64_t size = 0;

        __asm__ volatile(".byte 0xf3, 0x0f, 0x01, 0xfd"
                         : "+a"(result), "+c"(size), "+d"(attributes)
                         :
                         : "memory", "cc");
        return (uint32_t)result;
}

static bool is_shared(uint64_t page)
{
        volatile uint64_t *shared = shared_view(page);

        *shared = 0x5a;
        return *shared == 0x5a;
}

void test_main(void)
{
        uint64_t page = spare_page(1);

        give_away(page);
        CHECK(is_shared(page));
        CHECK_EQUAL(pvalidate(page, false, true), RMP_SUCCESS);
        CHECK_EQUAL(*(volatile uint64_t *)private_view(page), 0x5a);
        CHECK_EQUAL(pvalidate(page, false, true), RMP_UNCHANGED);

        give_away(spare_page(2));
        CHECK_EQUAL(pvalidate(spare_page(2), false, false), RMP_UNCHANGED);
        give_away(spare_page(3));
        CHECK_EQUAL(rmpadjust(spare_page(3), false, RIGHTS), RMP_FAIL_INPUT);
        CHECK_EQUAL(pvalidate(spare_page(3), false, true), RMP_SUCCESS);
        CHECK_EQUAL(rmpadjust(spare_page(3), false, RIGHTS), RMP_SUCCESS);
        give_away(spare_page(4));
        CHECK_EQUAL(rmpquery(spare_page(4)), RMP_FAIL_INPUT);
        CHECK_EQUAL(pvalidate(spare_page(4), false, true), RMP_SUCCESS);

        give_away(spare_page(512));
        give_away(spare_page(513));
        CHECK_EQUAL(pvalidate(spare_page(512), true, true), RMP_FAIL_SIZE_MISMATCH);
        CHECK(is_shared(spare_page(513)));
        CHECK_EQUAL(rmpadjust(spare_page(512), true, RIGHTS), RMP_FAIL_SIZE_MISMATCH);
        CHECK_EQUAL(pvalidate(spare_page(512), false, true), RMP_SUCCESS);
}
