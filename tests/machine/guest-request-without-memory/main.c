/*
 * A guest request that names an address without memory fails in the host, not in the guest: KVM_RUN returns EIO and QEMU ends
 * the machine (KVM, svm/sev.c, snp_handle_guest_req(): kvm_read_guest()).
 *
 * Broken on purpose by refusing such an address in shared_bytes(): the machine goes on.
 */
#include "tests/machine/runtime/guest_request.h"

void test_main(void)
{
        guest_request_start();
        write_report_request(0, 1, 0);
        send_request(spare_page(REQUEST_PAGE), 0xfee00000);
        test_check(false, "the machine goes on");
}
