/* tests/unit/softsnp/test_rmp.c - PVALIDATE, RMPADJUST, RMPQUERY and what nested page tables make of an entry. */
#include "tests/unit/softsnp/test.h"

#include "softsnp/rmp/rules.h"

static struct rmp_entry page[1];
static struct rmp_entry large_page[PAGES_PER_LARGE_PAGE];

static void shared(void)
{
        memset(page, 0, sizeof(page));
        memset(large_page, 0, sizeof(large_page));
        rmp_make_shared(page, 1);
        rmp_make_shared(large_page, PAGES_PER_LARGE_PAGE);
}

static void validated(void)
{
        shared();
        rmp_make_private(page, 1, false);
        assert_int_equal(rmp_pvalidate(page, false, 0, true), RMP_SUCCESS);
}

/* @call returns @expected and leaves the entry as it was. */
#define REFUSES(call, expected)                                   \
        do {                                                      \
                struct rmp_entry before = page[0];                \
                assert_int_equal(call, expected);                 \
                assert_memory_equal(&before, page, sizeof(page)); \
        } while (0)

static void a_shared_page_is_for_every_vmpl_but_never_executable(void **state)
{
        (void)state;
        shared();
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                assert_int_equal(rmp_rights(page, vmpl, false), ACCESS_READ | ACCESS_WRITE);
                assert_int_equal(rmp_rights(page, vmpl, true), 0);
        }
}

static void a_private_page_is_nobodys_until_it_is_validated(void **state)
{
        (void)state;
        shared();
        rmp_make_private(page, 1, false);
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                assert_int_equal(rmp_rights(page, vmpl, false), 0);
                assert_int_equal(rmp_rights(page, vmpl, true), 0);
        }
}

static void a_validated_page_is_vmpl0s_alone(void **state)
{
        (void)state;
        validated();
        assert_int_equal(rmp_rights(page, 0, true), ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE);
        assert_int_equal(rmp_rights(page, 0, false), 0);
        for (unsigned int vmpl = 1; vmpl < VMPL_COUNT; vmpl++)
                assert_int_equal(rmp_rights(page, vmpl, true), 0);
}

static void pvalidate_says_when_nothing_changed(void **state)
{
        (void)state;
        validated();
        REFUSES(rmp_pvalidate(page, false, 0, true), RMP_UNCHANGED);
        assert_int_equal(rmp_pvalidate(page, false, 0, false), RMP_SUCCESS);
        REFUSES(rmp_pvalidate(page, false, 0, false), RMP_UNCHANGED);
}

static void pvalidate_is_vmpl0s(void **state)
{
        (void)state;
        validated();
        for (unsigned int vmpl = 1; vmpl < VMPL_COUNT; vmpl++)
                REFUSES(rmp_pvalidate(page, false, vmpl, false), RMP_FAIL_PERMISSION);
}

static void pvalidate_refuses_a_shared_page(void **state)
{
        (void)state;
        shared();
        REFUSES(rmp_pvalidate(page, false, 0, true), RMP_FAIL_INPUT);
}

static void rescinding_takes_permissions_and_the_vmsa_bit(void **state)
{
        (void)state;
        validated();
        assert_int_equal(rmp_adjust(page, false, 0,
                                    rmpadjust_attributes(2, RMP_PERMISSION_ALL) | RMPADJUST_VMSA),
                         RMP_SUCCESS);
        assert_int_equal(rmp_pvalidate(page, false, 0, false), RMP_SUCCESS);
        assert_int_equal(rmp_pvalidate(page, false, 0, true), RMP_SUCCESS);
        assert_int_equal(rmp_rights(page, 2, true), 0);
        assert_false(page->vmsa);
}

static void a_large_operand_needs_a_large_entry(void **state)
{
        (void)state;
        shared();
        rmp_make_private(large_page, PAGES_PER_LARGE_PAGE, false);
        assert_int_equal(rmp_pvalidate(large_page, true, 0, true), RMP_FAIL_SIZE_MISMATCH);
        assert_false(large_page[0].validated);
        rmp_make_private(large_page, PAGES_PER_LARGE_PAGE, true);
        assert_int_equal(rmp_pvalidate(large_page, true, 0, true), RMP_SUCCESS);
        for (unsigned int i = 0; i < PAGES_PER_LARGE_PAGE; i++)
                assert_true(large_page[i].validated);
        assert_int_equal(
                rmp_adjust(large_page, true, 0, rmpadjust_attributes(2, RMP_PERMISSION_READ)),
                RMP_SUCCESS);
        assert_int_equal(rmp_rights(&large_page[511], 2, true), ACCESS_READ);
        rmp_smash(large_page);
        assert_int_equal(rmp_adjust(large_page, true, 0, rmpadjust_attributes(2, 0)),
                         RMP_FAIL_SIZE_MISMATCH);
}

static void rmpadjust_gives_only_to_vmpls_below(void **state)
{
        (void)state;
        validated();
        for (unsigned int caller = 0; caller < VMPL_COUNT; caller++)
                for (unsigned int target = 0; target <= caller; target++)
                        REFUSES(rmp_adjust(page, false, caller, rmpadjust_attributes(target, 0)),
                                RMP_FAIL_PERMISSION);
        REFUSES(rmp_adjust(page, false, 0, rmpadjust_attributes(VMPL_COUNT, 0)),
                RMP_FAIL_PERMISSION);
}

static void rmpadjust_gives_no_more_than_the_caller_has(void **state)
{
        (void)state;
        validated();
        assert_int_equal(rmp_adjust(page, false, 0, rmpadjust_attributes(2, RMP_PERMISSION_READ)),
                         RMP_SUCCESS);
        REFUSES(rmp_adjust(page, false, 2,
                           rmpadjust_attributes(3, RMP_PERMISSION_READ | RMP_PERMISSION_WRITE)),
                RMP_FAIL_PERMISSION);
        assert_int_equal(rmp_adjust(page, false, 2, rmpadjust_attributes(3, RMP_PERMISSION_READ)),
                         RMP_SUCCESS);
        assert_int_equal(rmp_rights(page, 3, true), ACCESS_READ);
}

static void rmpadjust_refuses_what_is_not_validated(void **state)
{
        (void)state;
        shared();
        REFUSES(rmp_adjust(page, false, 0, rmpadjust_attributes(2, 0)), RMP_FAIL_INPUT);
        rmp_make_private(page, 1, false);
        REFUSES(rmp_adjust(page, false, 0, rmpadjust_attributes(2, 0)), RMP_FAIL_INPUT);
}

static void only_vmpl0_makes_save_areas(void **state)
{
        (void)state;
        validated();
        assert_int_equal(rmp_adjust(page, false, 0, rmpadjust_attributes(1, RMP_PERMISSION_ALL)),
                         RMP_SUCCESS);
        REFUSES(rmp_adjust(page, false, 1, rmpadjust_attributes(2, 0) | RMPADJUST_VMSA),
                RMP_FAIL_PERMISSION);
}

static void a_save_area_is_written_by_vmpl0_only(void **state)
{
        (void)state;
        validated();
        assert_int_equal(rmp_adjust(page, false, 0,
                                    rmpadjust_attributes(2, RMP_PERMISSION_ALL) | RMPADJUST_VMSA),
                         RMP_SUCCESS);
        assert_true(rmp_rights(page, 2, true) & ACCESS_READ);
        assert_false(rmp_rights(page, 2, true) & ACCESS_WRITE);
        assert_true(rmp_rights(page, 0, true) & ACCESS_WRITE);
}

static void a_save_area_in_use_stays_one(void **state)
{
        (void)state;
        validated();
        assert_int_equal(rmp_adjust(page, false, 0,
                                    rmpadjust_attributes(2, RMP_PERMISSION_READ) | RMPADJUST_VMSA),
                         RMP_SUCCESS);
        page->in_use = true;
        REFUSES(rmp_adjust(page, false, 0, rmpadjust_attributes(2, RMP_PERMISSION_ALL)),
                RMP_FAIL_IN_USE);
        REFUSES(rmp_pvalidate(page, false, 0, false), RMP_FAIL_INPUT);
        assert_true(rmp_any_in_use(page, 1));
}

static void walked_and_fetched_pages_are_in_the_shared_view_as_far_as_needed(void **state)
{
        (void)state;
        validated();
        page->walked = true;
        assert_int_equal(rmp_rights(page, 0, false), ACCESS_READ | ACCESS_WRITE);
        page->walked = false;
        page->fetched = true;
        assert_int_equal(rmp_rights(page, 0, false), ACCESS_READ | ACCESS_EXECUTE);
        assert_int_equal(rmp_rights(page, 2, false), 0);
        assert_int_equal(rmp_pvalidate(page, false, 0, false), RMP_SUCCESS);
        assert_int_equal(rmp_pvalidate(page, false, 0, true), RMP_SUCCESS);
        assert_int_equal(rmp_rights(page, 0, false), 0);
}

static void rmpquery_tells_what_rmpadjust_gave(void **state)
{
        uint64_t attributes = rmpadjust_attributes(2, 0);

        (void)state;
        validated();
        assert_int_equal(rmp_adjust(page, false, 0,
                                    rmpadjust_attributes(2, RMP_PERMISSION_READ) | RMPADJUST_VMSA),
                         RMP_SUCCESS);
        assert_int_equal(rmp_query(page, 0, &attributes), RMP_SUCCESS);
        assert_int_equal(attributes, rmpadjust_attributes(2, RMP_PERMISSION_READ) | RMPADJUST_VMSA);
        assert_int_equal(rmp_query(page, 2, &attributes), RMP_FAIL_PERMISSION);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_shared_page_is_for_every_vmpl_but_never_executable),
                cmocka_unit_test(a_private_page_is_nobodys_until_it_is_validated),
                cmocka_unit_test(a_validated_page_is_vmpl0s_alone),
                cmocka_unit_test(pvalidate_says_when_nothing_changed),
                cmocka_unit_test(pvalidate_is_vmpl0s),
                cmocka_unit_test(pvalidate_refuses_a_shared_page),
                cmocka_unit_test(rescinding_takes_permissions_and_the_vmsa_bit),
                cmocka_unit_test(a_large_operand_needs_a_large_entry),
                cmocka_unit_test(rmpadjust_gives_only_to_vmpls_below),
                cmocka_unit_test(rmpadjust_gives_no_more_than_the_caller_has),
                cmocka_unit_test(rmpadjust_refuses_what_is_not_validated),
                cmocka_unit_test(only_vmpl0_makes_save_areas),
                cmocka_unit_test(a_save_area_is_written_by_vmpl0_only),
                cmocka_unit_test(a_save_area_in_use_stays_one),
                cmocka_unit_test(walked_and_fetched_pages_are_in_the_shared_view_as_far_as_needed),
                cmocka_unit_test(rmpquery_tells_what_rmpadjust_gave),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
