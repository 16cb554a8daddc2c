/*
 * INIT and start-up IPIs that a guest sends through the local APIC do not reach the CPUs, which run
 * softsnp: a vCPU that runs goes on. A save area that was given with the event "create on INIT"
 * starts with the next INIT, not before (GHCB 2.0, section 4.1.9).
 *
 * Broken on purpose by passing INIT and start-up IPIs on to the hardware: vCPU 1 stops counting.
 */
#include "tests/machine/runtime/test.h"

#define ICR_LOW      UINT64_C(0xfee00300)
#define ICR_HIGH     UINT64_C(0xfee00310)
#define ICR_INIT     0x4500
#define ICR_START_UP 0x4608
#define SHORT        20 /* milliseconds */

static void send_to_vcpu1(uint32_t command)
{
        mmio_write(ICR_HIGH, 1u << 24);
        mmio_write(ICR_LOW, command);
}

void test_main(void)
{
        uint64_t first = spare_page(1);
        uint64_t second = spare_page(2);

        make_vcpu1_vmsa(first, count_first);
        make_vcpu1_vmsa(second, count_second);
        CHECK(request_vcpu1(GHCB_AP_CREATE, first));
        CHECK(changes_from(&first_rounds, 0, 2000));

        send_to_vcpu1(ICR_INIT);
        send_to_vcpu1(ICR_START_UP);
        if (!changes_from(&first_rounds, first_rounds, 2000)) {
                test_check(false, "INIT stops the vCPU");
                return;
        }

        CHECK(request_vcpu1(GHCB_AP_CREATE_ON_INIT, second));
        CHECK(!changes_from(&second_rounds, 0, SHORT));
        send_to_vcpu1(ICR_INIT);
        CHECK(changes_from(&second_rounds, 0, 2000));
        CHECK(!changes_from(&first_rounds, first_rounds, SHORT));
}
