/*
 * A second vCPU: AP creation starts it from the save area that is named, creation again replaces
 * its state while it runs, destruction stops it, and it can be created once more (GHCB 2.0, section
 * 4.1.9, "SNP AP Creation").
 *
 * Broken on purpose by doing nothing in vcpu_clear_vmsa(): the vCPU still counts after its
 * destruction.
 */
#include "tests/machine/runtime/test.h"

#define SHORT 20 /* milliseconds in which a running vCPU would have counted */

void test_main(void)
{
        uint64_t first = spare_page(1);
        uint64_t second = spare_page(2);

        make_vcpu1_vmsa(first, count_first);
        make_vcpu1_vmsa(second, count_second);
        CHECK(!changes_from(&first_rounds, 0, SHORT));
        CHECK(request_vcpu1(GHCB_AP_CREATE, first));
        CHECK(changes_from(&first_rounds, 0, 2000));

        CHECK(request_vcpu1(GHCB_AP_CREATE, second));
        CHECK(changes_from(&second_rounds, 0, 2000));
        CHECK(!changes_from(&first_rounds, first_rounds, SHORT));

        CHECK(request_vcpu1(GHCB_AP_DESTROY, 0));
        CHECK(!changes_from(&second_rounds, second_rounds, SHORT));

        CHECK(request_vcpu1(GHCB_AP_CREATE, first));
        CHECK(changes_from(&first_rounds, first_rounds, 2000));
}
