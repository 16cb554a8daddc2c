/*
 * A save area that was created with the event "create on INIT" is what RUN_VMPL enters: KVM with planes takes it at once and
 * leaves the vCPU not runnable (57/60, sev_snp_ap_creation(), snp_ap_runnable), until RUN_VMPL makes it so (58/60,
 * __sev_snp_run_vmpl()). COCONUT-SVSM starts its guest so. A second one replaces what ran before.
 *
 * Broken on purpose by entering only what GHCB_AP_CREATE gave: RUN_VMPL finds no save area, and VMPL2 waits for one until the
 * run's limit.
 */
#include "tests/machine/runtime/test.h"

extern const char image_end[];

static volatile unsigned int first_runs, second_runs;

static void first(void)
{
        first_runs++;
}

static void second(void)
{
        second_runs++;
}

static void create_on_init(uint64_t page, void (*function)(void))
{
        struct ap_request request = { 0, 2, GHCB_AP_CREATE_ON_INIT, SEV_FEATURE_SNP, page };

        *(struct vmsa *)private_view(page) = *lower_vmsa(function);
        CHECK_EQUAL(rmpadjust(page, false, rmpadjust_attributes(1, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(ap_creation(test_ghcb(), &request), GHCB_RESULT_OK);
}

void test_main(void)
{
        (void)test_ghcb();
        grant_vmpl2(test_params->svsm_base, (uint64_t)image_end - UINT64_C(0xffffffff80000000),
                    RMP_PERMISSION_ALL);
        make_private(spare_page(1));
        make_private(spare_page(2));
        create_on_init(spare_page(1), first);
        CHECK_EQUAL(first_runs, 0);
        enter_vmpl2();
        CHECK_EQUAL(first_runs, 1);

        create_on_init(spare_page(2), second);
        enter_vmpl2();
        CHECK_EQUAL(first_runs, 1);
        CHECK_EQUAL(second_runs, 1);
}
