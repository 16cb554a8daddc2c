/*
 * A save area that the launch gave to vCPU 1 is measured, and then waits: the vCPU starts with the first INIT from VMPL0, not
 * before. So it is on KVM, where a vCPU other than the boot vCPU is runnable after INIT and the start-up IPI, or when another
 * save area is created for it (KVM, svm/sev.c, sev_vcpu_deliver_sipi_vector(), sev_snp_ap_creation()).
 *
 * derive.py adds the save area to the image, and the page that it starts in: it counts.
 *
 * Broken on purpose by starting the vCPU at launch.
 */
#include "tests/machine/runtime/test.h"

#define COUNTER  UINT64_C(0x37800800) /* derive.py */
#define ICR_LOW  UINT64_C(0xfee00300)
#define ICR_HIGH UINT64_C(0xfee00310)
#define ICR_INIT 0x4500
#define SHORT    20 /* milliseconds */

void test_main(void)
{
        const volatile unsigned int *counter = private_view(COUNTER);

        CHECK(!changes_from(counter, 0, SHORT));
        mmio_write(ICR_HIGH, 1u << 24);
        mmio_write(ICR_LOW, ICR_INIT);
        CHECK(changes_from(counter, 0, 2000));
}
