/*
 * A guest that has to register its GHCB and uses another page is answered with "not registered"
 * (Linux arch/x86/include/asm/sev-common.h, GHCB_ERR_NOT_REGISTERED), and the event is not carried
 * out.
 *
 * Broken on purpose by leaving the comparison of addresses out of check_request(): the event is
 * answered with success.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        struct ghcb *other = shared_view(spare_page(0));

        (void)test_ghcb();
        give_away(spare_page(0));
        memset(other, 0, sizeof(*other));
        ghcb_event(other, GHCB_EVENT_HV_FEATURES, 0, 0);
        CHECK_EQUAL((uint32_t)other->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(other->exit_info2, GHCB_ERROR_NOT_REGISTERED);

        ghcb_event(test_ghcb(), GHCB_EVENT_HV_FEATURES, 0, 0);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_OK);
        CHECK(test_ghcb()->exit_info2 & GHCB_FEATURE_SNP);
}
