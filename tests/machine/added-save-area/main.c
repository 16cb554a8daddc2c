/*
 * Where KVM keeps save areas itself it launches one for every vCPU, those that the file does not have too (svm/sev.c,
 * snp_launch_update_vmsa): they begin at VMPL0 and at the reset vector, when the vCPU gets an INIT (sev_vcpu_deliver_sipi_vector).
 * Who may write the page there has VMPL0: that is why no digest with them is to be trusted (docs/measure.md).
 *
 * derive.py makes the boot vCPU's save area one of KVM's, and puts code at the reset vector: it counts.
 *
 * Broken on purpose by launching none in launched_vcpus(): the vCPU does not start.
 */
#include "tests/machine/runtime/test.h"

#define COUNTER  UINT64_C(0x7000) /* derive.py */
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
