/* tests/unit/kernel/test_core_pvalidate.c - SVSM_CORE_PVALIDATE. */
#include "tests/unit/kernel/svsm_test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "kernel/base/terminate.h"

#define VALIDATE SVSM_PVALIDATE_VALIDATE
#define IGNORE   SVSM_PVALIDATE_IGNORE_CF
#define LARGE    SVSM_PVALIDATE_LARGE

static uint64_t call_pvalidate(void)
{
        return core(SVSM_CORE_PVALIDATE, LIST, 0, 0);
}

static uint64_t one(uint64_t entry)
{
        put_list_of_one(LIST, entry);
        return call_pvalidate();
}

static void assert_one_refused(uint64_t entry, uint64_t result)
{
        put_list_of_one(LIST, entry);
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, result);
}

static void validates_a_page_and_shows_it_zeroed(void **state)
{
        (void)state;
        memset(fake_guest_at(NOT_VALID), 0xa5, PAGE_SIZE);
        assert_int_equal(one(NOT_VALID | VALIDATE), SVSM_SUCCESS);
        assert_int_equal(get16(LIST + 2), 1);
        assert_true(rmp_of(NOT_VALID)->validated);
        assert_rights(NOT_VALID, RMP_PERMISSION_ALL);
        for (uint64_t i = 0; i < PAGE_SIZE; i++)
                assert_int_equal(fake_guest_at(NOT_VALID)[i], 0);
        assert_true(guest_valid(gpa(NOT_VALID), PAGE_SIZE));
}

static void rescinds_a_page_without_leaving_rights(void **state)
{
        (void)state;
        fake.rmp[PAGE_A / PAGE_SIZE].rights[3] = 0xf; /* the guest may have given some to VMPL3 */
        assert_int_equal(one(PAGE_A), SVSM_SUCCESS);
        assert_false(rmp_of(PAGE_A)->validated);
        assert_rights(PAGE_A, 0);
        assert_false(guest_valid(gpa(PAGE_A), PAGE_SIZE));
        assert_true(guest_has(PAGE_A, PAGE_SIZE));
        assert_true(fake.flushes > 0);
}

static void handles_large_pages(void **state)
{
        (void)state;
        memset(fake_guest_at(LARGE_A), 0xa5, LARGE_PAGE_SIZE);
        assert_int_equal(one(LARGE_A | VALIDATE | LARGE), SVSM_SUCCESS);
        assert_true(guest_valid(gpa(LARGE_A), LARGE_PAGE_SIZE));
        assert_rights(LARGE_A + LARGE_PAGE_SIZE - PAGE_SIZE, RMP_PERMISSION_ALL);
        assert_int_equal(get64(LARGE_A + LARGE_PAGE_SIZE - 8), 0);
        assert_int_equal(one(LARGE_A | LARGE), SVSM_SUCCESS);
        assert_int_equal(book_look(gpa(LARGE_A), LARGE_PAGE_SIZE, PAGE_VALID), PAGES_NONE);
}

static void rescinds_no_large_page_that_is_validated_in_part(void **state)
{
        (void)state;
        assert_int_equal(one((LARGE_A + PAGE_SIZE) | VALIDATE), SVSM_SUCCESS);
        assert_one_refused(LARGE_A | LARGE, SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
        assert_one_refused(LARGE_A | LARGE | IGNORE, SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
        assert_true(guest_valid(gpa(LARGE_A + PAGE_SIZE), PAGE_SIZE));
}

static void says_when_the_size_is_wrong(void **state)
{
        (void)state;
        fake.small_pages = true;
        assert_one_refused(LARGE_A | VALIDATE | LARGE, SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
        fake.small_pages = false;
        assert_int_equal(one(LARGE_A | VALIDATE | LARGE), SVSM_SUCCESS);
        fake.large_pages = true;
        put_list_of_one(LIST, LARGE_A);
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
}

static void minds_an_unchanged_page_unless_told_not_to(void **state)
{
        (void)state;
        assert_one_refused(PAGE_A | VALIDATE, SVSM_ERR_PVALIDATE_UNCHANGED);
        assert_int_equal(one(PAGE_A | VALIDATE | IGNORE), SVSM_SUCCESS);
        assert_one_refused(NOT_VALID, SVSM_ERR_PVALIDATE_UNCHANGED);
        assert_int_equal(one(NOT_VALID | IGNORE), SVSM_SUCCESS);
        assert_false(rmp_of(NOT_VALID)->validated);
}

static void goes_on_where_the_list_says(void **state)
{
        (void)state;
        put_list(LIST, 3, 1);
        put64(LIST + 8, FAKE_OWN_BASE | VALIDATE); /* done already, not looked at */
        put64(LIST + 16, NOT_VALID | VALIDATE);
        put64(LIST + 24, (NOT_VALID + PAGE_SIZE) | VALIDATE);
        assert_int_equal(call_pvalidate(), SVSM_SUCCESS);
        assert_int_equal(get16(LIST + 2), 3);
        assert_true(guest_valid(gpa(NOT_VALID), 2 * PAGE_SIZE));
}

static void stops_at_the_entry_that_fails(void **state)
{
        (void)state;
        put_list(LIST, 3, 0);
        put64(LIST + 8, NOT_VALID | VALIDATE);
        put64(LIST + 16, FAKE_OWN_BASE | VALIDATE);
        put64(LIST + 24, (NOT_VALID + PAGE_SIZE) | VALIDATE);
        assert_int_equal(call_pvalidate(), SVSM_ERR_INVALID_ADDRESS);
        assert_int_equal(get16(LIST + 2), 1);
        assert_true(guest_valid(gpa(NOT_VALID), PAGE_SIZE));
        assert_false(guest_valid(gpa(NOT_VALID + PAGE_SIZE), PAGE_SIZE));
}

static void refuses_bad_lists(void **state)
{
        (void)state;
        put64(LIST + 8, NOT_VALID | VALIDATE);
        put_list(LIST, 0, 0);
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        put_list(LIST, 1, 1);
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        put_list(LIST, 512, 0);
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        put_list(LIST + 0xff0, 2, 0);
        assert_refused(SVSM_CORE_PVALIDATE, LIST + 0xff0, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        put_list(LIST + 0xff8, 1, 0);
        assert_refused(SVSM_CORE_PVALIDATE, LIST + 0xff8, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        put_list(LIST, 1, 0);
        assert_refused(SVSM_CORE_PVALIDATE, LIST + 4, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(SVSM_CORE_PVALIDATE, NOT_VALID, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_refused(SVSM_CORE_PVALIDATE, FAKE_OWN_BASE, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_refused(SVSM_CORE_PVALIDATE, UINT64_MAX - 7, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        fake.unreadable = LIST + 1;
        assert_refused(SVSM_CORE_PVALIDATE, LIST, 0, 0, SVSM_ERR_INVALID_ADDRESS);
}

static void refuses_bad_entries(void **state)
{
        (void)state;
        assert_one_refused(NOT_VALID | VALIDATE | 2, SVSM_ERR_INVALID_PARAMETER);
        assert_one_refused((LARGE_A + PAGE_SIZE) | VALIDATE | LARGE, SVSM_ERR_INVALID_PARAMETER);
        assert_one_refused(FAKE_OWN_BASE | VALIDATE, SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused((FAKE_OWN_BASE + FAKE_OWN_SIZE - PAGE_SIZE) | VALIDATE,
                           SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused(FAKE_OWN_BASE | VALIDATE | LARGE, SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused(~PAGE_MASK | VALIDATE, SVSM_ERR_INVALID_ADDRESS);
        fake_set_state(PAGE_A, PAGE_VMSA);
        assert_one_refused(PAGE_A, SVSM_ERR_INVALID_ADDRESS);
        fake_set_state(LARGE_A + 0x5000, PAGE_VMSA);
        assert_one_refused(LARGE_A | LARGE, SVSM_ERR_INVALID_ADDRESS);
}

static void gives_rights_back_when_a_page_stays_validated(void **state)
{
        (void)state;
        fake.pvalidate_page = PAGE_A + 1;
        fake.pvalidate_result = RMP_FAIL_INPUT;
        assert_one_refused(PAGE_A, SVSM_ERR_PROTOCOL_BASE + RMP_FAIL_INPUT);
}

static void shows_nothing_that_was_not_zeroed(void **state)
{
        (void)state;
        memset(fake_guest_at(NOT_VALID), 0xa5, PAGE_SIZE);
        fake.unreadable = NOT_VALID + 1;
        assert_int_equal(one(NOT_VALID | VALIDATE), SVSM_ERR_INVALID_ADDRESS);
        assert_rights(NOT_VALID, 0);
        assert_int_equal(book_look(gpa(NOT_VALID), 1, PAGE_LOST), PAGES_ALL);
}

/* Memory that was VMPL0's could show up there: it is zeroed like everything, or not given. */
static void refuses_the_legacy_area(void **state)
{
        (void)state;
        for (uint64_t page = 0xa0000; page < 0x100000; page += PAGE_SIZE)
                assert_one_refused(page | VALIDATE, SVSM_ERR_INVALID_ADDRESS);
}

/* What the guest has already is not touched: not validated again, and not zeroed. */
static void asks_the_processor_only_for_a_change(void **state)
{
        (void)state;
        memset(fake_guest_at(PAGE_A), 0x5a, PAGE_SIZE);
        fake.pvalidate_page = PAGE_A + 1;
        fake.pvalidate_result = RMP_FAIL_INPUT; /* if it were asked */
        assert_one_refused(PAGE_A | VALIDATE, SVSM_ERR_PVALIDATE_UNCHANGED);
        assert_int_equal(one(PAGE_A | VALIDATE | IGNORE), SVSM_SUCCESS);
        assert_int_equal(*fake_guest_at(PAGE_A), 0x5a);
        fake.pvalidate_page = NOT_VALID + 1;
        assert_int_equal(one(NOT_VALID | IGNORE), SVSM_SUCCESS);
}

/* In a process of its own, since a machine that has stopped holds its locks. */
static void assert_host_is_caught(uint64_t entry)
{
        int status;
        pid_t child = fork();

        if (child == 0) {
                jmp_buf stop;

                fake.stop = &stop;
                if (setjmp(stop) == 0)
                        (void)one(entry);
                _exit((int)fake.stop_reason);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), TERMINATE_HOST_LIES);
}

static void page_validated_behind_the_book_is_not_given_away(void **state)
{
        (void)state;
        fake.rmp[NOT_VALID / PAGE_SIZE].validated = true;
        assert_host_is_caught(NOT_VALID | VALIDATE | IGNORE);
        assert_host_is_caught(NOT_VALID | VALIDATE);
}

static void rescinding_another_page_is_noticed(void **state)
{
        (void)state;
        fake.exchange_at_pvalidate = PAGE_A + 1;
        assert_host_is_caught(PAGE_A | IGNORE);
}

static void second_validation_is_refused(void **state)
{
        (void)state;
        fake.rmp[PAGE_A / PAGE_SIZE] = (struct fake_rmp_entry){ .validated = false };
        assert_one_refused(PAGE_A | VALIDATE, SVSM_ERR_PVALIDATE_UNCHANGED);
        assert_int_equal(one(PAGE_A | VALIDATE | IGNORE), SVSM_SUCCESS);
        assert_false(rmp_of(PAGE_A)->validated);
}

static void large_pages_are_all_one_or_the_other(void **state)
{
        (void)state;
        assert_int_equal(one((LARGE_A + PAGE_SIZE) | VALIDATE), SVSM_SUCCESS);
        assert_one_refused(LARGE_A | LARGE | VALIDATE, SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
        assert_one_refused(LARGE_A | LARGE | VALIDATE | IGNORE, SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
}

static void addresses_that_no_memory_has_are_refused(void **state)
{
        (void)state;
        assert_one_refused(FAKE_PRIVATE | NOT_VALID | VALIDATE, SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused(UINT64_C(1) << 52 | NOT_VALID | VALIDATE, SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused(UINT64_C(1) << 63 | LARGE_A | LARGE, SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused(UINT64_C(1) << 63 | NOT_VALID | LARGE, SVSM_ERR_INVALID_PARAMETER);
}

/* Others get their turn after so much; the guest calls again, and the list says where to go on. */
static void leaves_off_after_a_while(void **state)
{
        (void)state;
        put_list(LIST, 6, 0);
        for (unsigned int i = 0; i < 6; i++)
                put64(LIST + 8 + 8 * i, (LARGE_A + i * LARGE_PAGE_SIZE) | LARGE | VALIDATE);
        assert_int_equal(call_pvalidate(), SVSM_ERR_INCOMPLETE);
        assert_int_equal(get16(LIST + 2), 4);
        assert_int_equal(call_pvalidate(), SVSM_SUCCESS);
        assert_int_equal(get16(LIST + 2), 6);
        assert_true(guest_valid(gpa(LARGE_A), 6 * LARGE_PAGE_SIZE));
}

static void page_that_cannot_be_undone_is_nobodys(void **state)
{
        (void)state;
        fake.rmpadjust_page = PAGE_A + 1;
        fake.rmpadjust_skip = 1;
        fake.rmpadjust_result = RMP_FAULT;
        put_list_of_one(LIST, PAGE_A);
        assert_int_equal(call_pvalidate(), SVSM_ERR_INVALID_ADDRESS);
        assert_int_equal(book_look(gpa(PAGE_A), 1, PAGE_LOST), PAGES_ALL);
        fake.rmpadjust_page = 0;
        assert_one_refused(PAGE_A | VALIDATE, SVSM_ERR_INVALID_ADDRESS);
        assert_one_refused(PAGE_A, SVSM_ERR_INVALID_ADDRESS);
}

static void survives_a_list_that_takes_itself_away(void **state)
{
        (void)state;
        assert_int_equal(one(LIST), SVSM_ERR_INVALID_ADDRESS);
        assert_false(guest_valid(gpa(LIST), PAGE_SIZE));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(validates_a_page_and_shows_it_zeroed, svsm_set_up),
                cmocka_unit_test_setup(rescinds_a_page_without_leaving_rights, svsm_set_up),
                cmocka_unit_test_setup(handles_large_pages, svsm_set_up),
                cmocka_unit_test_setup(rescinds_no_large_page_that_is_validated_in_part,
                                       svsm_set_up),
                cmocka_unit_test_setup(says_when_the_size_is_wrong, svsm_set_up),
                cmocka_unit_test_setup(minds_an_unchanged_page_unless_told_not_to, svsm_set_up),
                cmocka_unit_test_setup(goes_on_where_the_list_says, svsm_set_up),
                cmocka_unit_test_setup(stops_at_the_entry_that_fails, svsm_set_up),
                cmocka_unit_test_setup(refuses_bad_lists, svsm_set_up),
                cmocka_unit_test_setup(refuses_bad_entries, svsm_set_up),
                cmocka_unit_test_setup(gives_rights_back_when_a_page_stays_validated, svsm_set_up),
                cmocka_unit_test_setup(shows_nothing_that_was_not_zeroed, svsm_set_up),
                cmocka_unit_test_setup(refuses_the_legacy_area, svsm_set_up),
                cmocka_unit_test_setup(asks_the_processor_only_for_a_change, svsm_set_up),
                cmocka_unit_test_setup(page_validated_behind_the_book_is_not_given_away,
                                       svsm_set_up),
                cmocka_unit_test_setup(rescinding_another_page_is_noticed, svsm_set_up),
                cmocka_unit_test_setup(second_validation_is_refused, svsm_set_up),
                cmocka_unit_test_setup(large_pages_are_all_one_or_the_other, svsm_set_up),
                cmocka_unit_test_setup(addresses_that_no_memory_has_are_refused, svsm_set_up),
                cmocka_unit_test_setup(leaves_off_after_a_while, svsm_set_up),
                cmocka_unit_test_setup(page_that_cannot_be_undone_is_nobodys, svsm_set_up),
                cmocka_unit_test_setup(survives_a_list_that_takes_itself_away, svsm_set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
