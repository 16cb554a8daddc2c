/*
 * Rights that RMPADJUST takes stay in the TLBs until INVLPGB and TLBSYNC (docs/softsnp.md, "Exits"): vCPU 1 at VMPL2 goes
 * on writing to one page after its right is gone, and after INVLPGB alone. After TLBSYNC it writes to another page
 * of which the same is true, and is stopped there.
 *
 * Broken on purpose by treating RMPADJUST like PVALIDATE in update_tables(): VMPL2 is stopped at the first page.
 */
#include "tests/machine/runtime/test.h"

extern const char image_end[];
extern const char lower_entry[];

static _Alignas(16) uint8_t stack[4096];
static volatile unsigned int rounds;
static volatile uint64_t target;

static void write_for_ever(void)
{
        for (;;) {
                *(volatile uint8_t *)private_view(target) = 1;
                rounds++;
                cpu_relax();
        }
}

static void vcpu1_at_vmpl0(void)
{
        enter_vmpl2();
}

static void create_vmpl2_of_vcpu1(uint64_t page)
{
        struct ap_request request = { 1, 2, GHCB_AP_CREATE, SEV_FEATURE_SNP, page };

        grant_vmpl2(test_params->svsm_base, (uint64_t)image_end - UINT64_C(0xffffffff80000000),
                    RMP_PERMISSION_ALL);
        make_private(page);
        fill_vmsa(private_view(page), 2, lower_entry, write_for_ever, stack + sizeof(stack));
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                              rmpadjust_attributes(2, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(ap_creation(test_ghcb(), &request), GHCB_RESULT_OK);
}

static void take_right(uint64_t page)
{
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                              rmpadjust_attributes(2, RMP_PERMISSION_READ)),
                    RMP_SUCCESS);
}

static void check_goes_on(const char *when)
{
        test_check(changes_from(&rounds, rounds, 2000) && changes_from(&rounds, rounds, 2000),
                   "VMPL2 writes on %s", when);
}

void test_main(void)
{
        uint64_t first = spare_page(0);
        uint64_t second = spare_page(1);

        (void)test_ghcb();
        make_private(first);
        make_private(second);
        grant_vmpl2(first, 2 * PAGE_SIZE, RMP_PERMISSION_ALL);
        target = first;
        create_vmpl2_of_vcpu1(spare_page(2));
        make_vcpu1_vmsa(spare_page(3), vcpu1_at_vmpl0);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(3)));
        check_goes_on("while it may");
        take_right(first);
        take_right(second);
        check_goes_on("after RMPADJUST");
        invlpgb();
        check_goes_on("after INVLPGB alone");
        target = second;
        tlbsync();
        (void)changes_from(&rounds, rounds, 50);
        test_check(!changes_from(&rounds, rounds, 50), "VMPL2 forgets with TLBSYNC");
}
