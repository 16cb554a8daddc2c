/*
 * A guest request leaves the guest's registers alone: SSE state and FS base are the instance's, though
 * the security processor here computes with the first and finds its canary by the second.
 *
 * Broken on purpose by leaving fpu_guard_begin() and fpu_guard_end() out: softsnp faults
 * at the guest's FS base.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/guest_request.h"

static void load_registers(const uint8_t image[512])
{
        __asm__ volatile("fxrstor64 (%0)" : : "r"(image) : "memory");
}

static void store_registers(uint8_t image[512])
{
        __asm__ volatile("fxsave64 (%0)" : : "r"(image) : "memory");
}

void test_main(void)
{
        static _Alignas(16) uint8_t before[512];
        static _Alignas(16) uint8_t after[512];
        uint64_t fs_base;

        guest_request_start();
        write_report_request(0, 1, 0);
        fs_base = rdmsr(MSR_FS_BASE);
        store_registers(before);
        for (size_t i = 160; i < 416; i++) /* XMM0 to XMM15 */
                before[i] = (uint8_t)(3 * i + 1);
        before[24] = 0x80; /* MXCSR: rounding up */
        before[25] = 0x5f;
        wrmsr(MSR_FS_BASE, UINT64_C(0x555555555000)); /* nothing is there */
        load_registers(before);
        send_request(spare_page(REQUEST_PAGE), spare_page(RESPONSE_PAGE));
        store_registers(after);
        CHECK_EQUAL(rdmsr(MSR_FS_BASE), UINT64_C(0x555555555000));
        wrmsr(MSR_FS_BASE, fs_base);
        CHECK_EQUAL(memcmp(before, after, 416), 0);
        CHECK_EQUAL(test_ghcb()->exit_info2, 0);
        CHECK_EQUAL(response_status(0, 1), 0);
}
