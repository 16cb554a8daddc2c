/*
 * softsnp's own memory does not exist for its guest: it cannot be made private, and reading it is
 * no way to find it out but ends the guest (docs/softsnp.md). The SVM instructions are undefined,
 * CPUID shows no SVM.
 *
 * Broken on purpose by forgetting whose pages they are in is_guest_memory(): the page state change
 * succeeds.
 */
#include "tests/machine/runtime/test.h"

#define MACHINE_PAGE UINT64_C(0x38000000)

void test_main(void)
{
        uint64_t answer = msr_protocol((uint64_t)0x80000001 << 32 | (uint64_t)2 << 30 |
                                       GHCB_MSR_CPUID_REQUEST);

        CHECK_EQUAL(answer >> 32 & 4, 0);
        CHECK(msr_protocol(MACHINE_PAGE | (uint64_t)GHCB_PSC_PRIVATE << 52 |
                           GHCB_MSR_PSC_REQUEST) != GHCB_MSR_PSC_RESPONSE);
        TRY("vmrun %%rax", : : "a"(0) : "r11", "memory");
        check_fault("vmrun", VECTOR_UD, 0);
        TRY("vmload %%rax", : : "a"(0) : "r11", "memory");
        check_fault("vmload", VECTOR_UD, 0);
        TRY("stgi", : : : "r11", "memory");
        check_fault("stgi", VECTOR_UD, 0);
        (void)*(volatile uint8_t *)shared_view(MACHINE_PAGE);
        test_check(false, "the machine's memory is readable");
}
