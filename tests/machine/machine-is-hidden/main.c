/*
 * softsnp's own memory does not exist for its guest, whose low RAM ends before it: it cannot be made private, an access is one to a
 * device (#VC), and the device reads as zeros and takes what is written, as QEMU has it where nothing is (system/memory.c,
 * unassigned_mem_read). The SVM instructions are undefined, CPUID shows no SVM.
 *
 * Broken on purpose by forgetting where softsnp is in serve_mmio(): the guest reads it.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define MACHINE_PAGE UINT64_C(0x38000000)

/* The first pages are softsnp's program, which is not all zeros. */
static void check_nothing(uint64_t address)
{
        struct ghcb *ghcb = test_ghcb();
        volatile uint64_t *value = (uint64_t *)(void *)ghcb->shared_buffer;

        *value = UINT64_MAX;
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(ghcb, GHCB_EVENT_MMIO_READ, address, 8);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(*value, 0);
}

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
        CHECK(!try_read(shared_view(MACHINE_PAGE)));
        check_fault("a read of the machine's memory", VC(GHCB_EVENT_NPF));
        for (uint64_t at = 0; at < 0x8000; at += 0x1000)
                check_nothing(MACHINE_PAGE + at);
}
