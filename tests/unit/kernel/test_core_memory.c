/* tests/unit/kernel/test_core_memory.c - SVSM_CORE_DEPOSIT_MEM and SVSM_CORE_WITHDRAW_MEM. */
#include "tests/unit/kernel/svsm_test.h"

#define DEPOSIT  SVSM_CORE_DEPOSIT_MEM
#define WITHDRAW SVSM_CORE_WITHDRAW_MEM
#define LARGE    SVSM_PVALIDATE_LARGE

static uint64_t deposit(uint64_t entry)
{
        put_list_of_one(LIST, entry);
        return core(DEPOSIT, LIST, 0, 0);
}

static void assert_deposit_refused(uint64_t entry, uint64_t result)
{
        put_list_of_one(LIST, entry);
        assert_refused(DEPOSIT, LIST, 0, 0, result);
}

static void keeps_deposited_pages_and_gives_them_back(void **state)
{
        (void)state;
        assert_int_equal(deposit(PAGE_A), SVSM_SUCCESS);
        assert_int_equal(deposit(PAGE_B), SVSM_SUCCESS);
        assert_int_equal(get16(LIST + 2), 1);
        assert_rights(PAGE_A, 0);
        assert_false(guest_has(PAGE_A, 1));
        assert_int_equal(fake_guest_at(AREA)[1], 1); /* there is memory to have back */
        assert_int_equal(core(WITHDRAW, LIST, 0, 0), SVSM_SUCCESS);
        assert_int_equal(get16(LIST), 2);
        assert_int_equal(get64(LIST + 8), PAGE_A);
        assert_int_equal(get64(LIST + 16), PAGE_B);
        assert_rights(PAGE_A, RMP_PERMISSION_ALL);
        assert_true(guest_valid(gpa(PAGE_A), 2 * PAGE_SIZE));
        assert_int_equal(fake_guest_at(AREA)[1], 0);
        assert_int_equal(core(WITHDRAW, LIST, 0, 0), SVSM_SUCCESS);
        assert_int_equal(get16(LIST), 0);
}

static void keeps_deposited_pages_out_of_other_calls(void **state)
{
        (void)state;
        assert_int_equal(deposit(PAGE_A), SVSM_SUCCESS);
        assert_refused(SVSM_CORE_REMAP_CA, PAGE_A, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_deposit_refused(PAGE_A, SVSM_ERR_INVALID_ADDRESS);
        put_list_of_one(LIST, PAGE_A | SVSM_PVALIDATE_VALIDATE);
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, SVSM_ERR_INVALID_ADDRESS);
}

static void withdraws_no_more_than_the_list_holds(void **state)
{
        (void)state;
        put_list(LIST, 3, 0);
        for (unsigned int i = 0; i < 3; i++)
                put64(LIST + 8 + 8 * i, 0x20000 + i * PAGE_SIZE);
        assert_int_equal(core(DEPOSIT, LIST, 0, 0), SVSM_SUCCESS);
        assert_int_equal(core(WITHDRAW, LIST + 0xfe8, 0, 0), SVSM_SUCCESS);
        assert_int_equal(get16(LIST + 0xfe8), 2);
        assert_int_equal(fake_guest_at(AREA)[1], 1);
        assert_int_equal(guest_deposited_pages(), 1);
        assert_int_equal(core(WITHDRAW, LIST + 0xfe8, 0, 0), SVSM_SUCCESS);
        assert_int_equal(get16(LIST + 0xfe8), 1);
        assert_int_equal(get64(LIST + 0xff0), 0x22000);
}

static void gives_a_large_page_back_in_small_ones(void **state)
{
        uint64_t total = 0;

        (void)state;
        fake_give(LARGE_A, LARGE_PAGE_SIZE);
        assert_int_equal(deposit(LARGE_A | LARGE), SVSM_SUCCESS);
        assert_int_equal(guest_deposited_pages(), 512);
        fake.large_pages = true;
        while (guest_deposited_pages() != 0) {
                assert_int_equal(core(WITHDRAW, LIST, 0, 0), SVSM_SUCCESS);
                assert_int_not_equal(get16(LIST), 0);
                total += get16(LIST);
        }
        assert_int_equal(total, 512);
        assert_rights(LARGE_A + LARGE_PAGE_SIZE - PAGE_SIZE, RMP_PERMISSION_ALL);
        assert_true(guest_valid(gpa(LARGE_A), LARGE_PAGE_SIZE));
}

/* Whatever size the RMP says: rights are for pages that were deposited, and a VMSA is none. */
static void gives_no_rights_to_a_vmsa_in_a_large_page(void **state)
{
        const uint64_t vmsa = LARGE_A + 0x5000;
        struct fake_rmp_entry *entry = &fake.rmp[vmsa / PAGE_SIZE];

        (void)state;
        fake_give(LARGE_A, LARGE_PAGE_SIZE);
        assert_int_equal(deposit(LARGE_A), SVSM_SUCCESS);
        fake_set_state(vmsa, PAGE_VMSA);
        entry->vmsa = true;
        entry->rights[FAKE_VMPL] = RMP_PERMISSION_READ;
        fake.large_pages = true;
        assert_int_equal(core(WITHDRAW, LIST, 0, 0), SVSM_SUCCESS);
        assert_int_equal(get16(LIST), 0);
        assert_true(entry->vmsa);
        assert_int_equal(entry->rights[FAKE_VMPL], RMP_PERMISSION_READ);
        assert_int_equal(guest_deposited_pages(), 1);
}

static void refuses_what_is_not_the_guests_to_give(void **state)
{
        (void)state;
        assert_deposit_refused(FAKE_OWN_BASE, SVSM_ERR_INVALID_ADDRESS);
        assert_deposit_refused(NOT_VALID, SVSM_ERR_INVALID_ADDRESS);
        assert_deposit_refused(AREA, SVSM_ERR_INVALID_ADDRESS);
        assert_deposit_refused(LIST, SVSM_ERR_INVALID_ADDRESS);
        assert_deposit_refused(PAGE_A | 2, SVSM_ERR_INVALID_PARAMETER);
        assert_deposit_refused(PAGE_A | LARGE, SVSM_ERR_INVALID_PARAMETER);
        fake.rmpadjust_page = PAGE_A + 1;
        fake.rmpadjust_result = RMP_FAIL_INPUT;
        fake.rmpadjust_times = 1;
        assert_deposit_refused(PAGE_A, SVSM_ERR_PROTOCOL_BASE + RMP_FAIL_INPUT);
}

static void refuses_bad_lists(void **state)
{
        (void)state;
        put_list(LIST, 0, 0);
        assert_refused(DEPOSIT, LIST, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(DEPOSIT, LIST + 2, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(DEPOSIT, NOT_VALID, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_refused(WITHDRAW, LIST + 4, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(WITHDRAW, LIST + 0xff8, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(WITHDRAW, NOT_VALID, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_refused(WITHDRAW, FAKE_OWN_BASE, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        fake.unreadable = LIST + 1;
        assert_refused(WITHDRAW, LIST, 0, 0, SVSM_ERR_INVALID_ADDRESS);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(keeps_deposited_pages_and_gives_them_back, svsm_set_up),
                cmocka_unit_test_setup(keeps_deposited_pages_out_of_other_calls, svsm_set_up),
                cmocka_unit_test_setup(withdraws_no_more_than_the_list_holds, svsm_set_up),
                cmocka_unit_test_setup(gives_a_large_page_back_in_small_ones, svsm_set_up),
                cmocka_unit_test_setup(gives_no_rights_to_a_vmsa_in_a_large_page, svsm_set_up),
                cmocka_unit_test_setup(refuses_what_is_not_the_guests_to_give, svsm_set_up),
                cmocka_unit_test_setup(refuses_bad_lists, svsm_set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
