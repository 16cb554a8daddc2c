/*
 * tests/unit/snp/test_ghcb_page.c - the page protocol with an honest host, and with hosts that leave out fields, refuse, make no
 * progress, or claim more progress than there was work.
 */
#include "tests/unit/snp/fake_host.h"

#include "lib/snp/ghcb_client.c" /* NOLINT(bugprone-suspicious-include): with the fake host beneath it */

#define PAGE_GPA UINT64_C(0x37123000)

static struct ghcb page;
static const struct ghcb_client client = { &page, PAGE_GPA };

/* The request as the host found it. */
static struct ghcb asked;

static void take_request(void)
{
        assert_int_equal(fake.msr, PAGE_GPA);
        asked = page;
        memset(page.valid_bitmap, 0, sizeof(page.valid_bitmap));
}

static void give_result(uint64_t info1, uint64_t info2)
{
        GHCB_SET(&page, exit_info1, info1);
        GHCB_SET(&page, exit_info2, info2);
}

static void answer_ok(void)
{
        take_request();
        give_result(0, 0);
}

static int reset(void **state)
{
        (void)state;
        memset(&page, 0, sizeof(page));
        memset(&fake, 0, sizeof(fake));
        fake.answer = answer_ok;
        return 0;
}

static void a_request_is_complete_and_marked(void **state)
{
        (void)state;
        assert_int_equal(ghcb_run_vmpl(&client, 2), GHCB_OK);
        assert_int_equal(asked.exit_code, GHCB_EVENT_RUN_VMPL);
        assert_int_equal(asked.exit_info1, 2);
        assert_true(GHCB_VALID(&asked, exit_code) && GHCB_VALID(&asked, exit_info1) &&
                    GHCB_VALID(&asked, exit_info2));
        assert_int_equal(asked.protocol_version, 2);
        assert_int_equal(asked.usage, 0);
}

static void nothing_of_the_last_request_is_left(void **state)
{
        (void)state;
        assert_int_equal(ghcb_port_out(&client, 0x3f8, 1, 'x'), GHCB_OK);
        assert_true(GHCB_VALID(&asked, rax));
        assert_int_equal(ghcb_run_vmpl(&client, 2), GHCB_OK);
        assert_false(GHCB_VALID(&asked, rax));
        ghcb_invalidate(&client);
        for (size_t i = 0; i < sizeof(page.valid_bitmap); i++)
                assert_int_equal(page.valid_bitmap[i], 0);
}

static void answer_without_result(void)
{
        take_request();
}

static void a_result_that_is_not_marked_is_no_answer(void **state)
{
        (void)state;
        fake.answer = answer_without_result;
        assert_int_equal(ghcb_run_vmpl(&client, 2), GHCB_NO_ANSWER);
}

static void answer_malformed(void)
{
        take_request();
        give_result(GHCB_RESULT_MALFORMED, GHCB_ERROR_INVALID_INPUT);
}

static void a_vmpl_that_is_not_there_is_not_refused(void **state)
{
        (void)state;
        fake.answer = answer_malformed;
        assert_int_equal(ghcb_run_vmpl(&client, 2), GHCB_NOT_THERE);
        assert_int_equal(ghcb_port_out(&client, 0x3f8, 1, 'x'), GHCB_REFUSED);
}

static void answer_with_another_error(void)
{
        take_request();
        give_result(GHCB_RESULT_MALFORMED, GHCB_ERROR_MISSING_INPUT);
}

static void any_other_error_refuses_to_run_a_vmpl(void **state)
{
        (void)state;
        fake.answer = answer_with_another_error;
        assert_int_equal(ghcb_run_vmpl(&client, 2), GHCB_REFUSED);
}

static void answer_exception(void)
{
        take_request();
        give_result(GHCB_RESULT_EXCEPTION, 0x8000030d);
}

static void refusals_and_exceptions_are_told_apart(void **state)
{
        uint64_t error = 0;

        (void)state;
        fake.answer = answer_malformed;
        assert_int_equal(ghcb_call(&client, GHCB_EVENT_MSR, 0, 0, &error), GHCB_REFUSED);
        assert_int_equal(error, GHCB_ERROR_INVALID_INPUT);
        fake.answer = answer_exception;
        assert_int_equal(ghcb_call(&client, GHCB_EVENT_MSR, 0, 0, &error), GHCB_EXCEPTION);
        assert_int_equal(error, 0x8000030d);
}

static void answer_three_registers(void)
{
        answer_ok();
        GHCB_SET(&page, rax, 1);
        GHCB_SET(&page, rbx, 2);
        GHCB_SET(&page, rcx, 3);
        page.rdx = 4;
}

static void a_register_that_is_not_marked_is_no_answer(void **state)
{
        struct cpuid_result result;
        uint64_t value;

        (void)state;
        fake.answer = answer_three_registers;
        assert_int_equal(ghcb_cpuid(&client, 1, 0, &result), GHCB_NO_ANSWER);
        assert_int_equal(ghcb_rdmsr(&client, 0x1b, &value), GHCB_NO_ANSWER);
}

static void answer_with_high_bits(void)
{
        answer_ok();
        GHCB_SET(&page, rax, UINT64_C(0xffffffffffffff41));
}

static void a_port_gives_as_many_bits_as_it_has(void **state)
{
        uint32_t value = 0;

        (void)state;
        fake.answer = answer_with_high_bits;
        assert_int_equal(ghcb_port_in(&client, 0x3f8, 1, &value), GHCB_OK);
        assert_int_equal(value, 0x41);
        assert_int_equal(asked.exit_info1, UINT64_C(0x03f80211));
        assert_int_equal(ghcb_port_in(&client, 0x3f8, 2, &value), GHCB_OK);
        assert_int_equal(value, 0xff41);
        assert_int_equal(ghcb_port_in(&client, 0x3f8, 4, &value), GHCB_OK);
        assert_int_equal(value, 0xffffff41);
}

static void bytes_go_through_the_shared_buffer(void **state)
{
        static const char big[GHCB_SHARED_BUFFER_SIZE + 1];

        (void)state;
        assert_int_equal(ghcb_port_out_bytes(&client, 0x2f8, "channel", 7), GHCB_OK);
        assert_memory_equal(asked.shared_buffer, "channel", 7);
        assert_int_equal(asked.exit_info2, 7);
        assert_int_equal(asked.scratch, PAGE_GPA + 0x800);
        assert_true(GHCB_VALID(&asked, scratch));
        fake.exits = 0;
        assert_int_equal(ghcb_port_out_bytes(&client, 0x2f8, big, sizeof(big)), GHCB_REFUSED);
        assert_int_equal(fake.exits, 0);
}

static struct ghcb_psc_list *list(void)
{
        return (struct ghcb_psc_list *)(void *)page.shared_buffer;
}

static uint64_t changed; /* bytes */

/* Does up to 100 entries an exit, as a host may. */
static void answer_psc(void)
{
        answer_ok();
        for (unsigned int i = 0; i < 100 && list()->current <= list()->last; i++)
                changed += list()->entries[list()->current++] & GHCB_PSC_LARGE ? LARGE_PAGE_SIZE
                                                                               : PAGE_SIZE;
}

static void page_states_are_changed_in_parts_until_all_are_done(void **state)
{
        uint64_t size = 3 * LARGE_PAGE_SIZE + 600 * PAGE_SIZE;

        (void)state;
        fake.answer = answer_psc;
        changed = 0;
        assert_int_equal(
                ghcb_page_state(&client, LARGE_PAGE_SIZE - PAGE_SIZE, size, GHCB_PSC_PRIVATE),
                GHCB_OK);
        assert_int_equal(changed, size);
}

static void answer_idle(void)
{
        answer_ok();
}

static void a_host_without_progress_is_given_up(void **state)
{
        (void)state;
        fake.answer = answer_idle;
        assert_int_equal(ghcb_page_state(&client, 0, PAGE_SIZE, GHCB_PSC_PRIVATE), GHCB_STUCK);
}

static void answer_too_much(void)
{
        answer_ok();
        list()->current = 0xffff;
}

static void answer_backwards(void)
{
        answer_ok();
        list()->current = fake.exits == 1 ? 2 : 1;
}

static void progress_that_cannot_be_is_no_answer(void **state)
{
        (void)state;
        fake.answer = answer_too_much;
        assert_int_equal(ghcb_page_state(&client, 0, 4 * PAGE_SIZE, GHCB_PSC_PRIVATE),
                         GHCB_NO_ANSWER);
        fake.exits = 0;
        fake.answer = answer_backwards;
        assert_int_equal(ghcb_page_state(&client, 0, 4 * PAGE_SIZE, GHCB_PSC_PRIVATE),
                         GHCB_NO_ANSWER);
}

static void answer_psc_error(void)
{
        take_request();
        give_result(0, UINT64_C(1) << 32);
}

static void an_error_in_the_list_is_a_refusal(void **state)
{
        (void)state;
        fake.answer = answer_psc_error;
        assert_int_equal(ghcb_page_state(&client, 0, PAGE_SIZE, GHCB_PSC_PRIVATE), GHCB_REFUSED);
}

static void answer_needs_two_pages(void)
{
        answer_ok();
        GHCB_SET(&page, rax, 2);
}

static void a_list_that_does_not_fit_says_how_much_it_needs(void **state)
{
        uint64_t pages = 1;

        (void)state;
        fake.answer = answer_needs_two_pages;
        assert_int_equal(ghcb_apic_ids(&client, 0x9000, &pages), GHCB_REFUSED);
        assert_int_equal(pages, 2);
        assert_int_equal(ghcb_apic_ids(&client, 0x9000, &pages), GHCB_OK);
}

static void a_vcpu_is_named_by_apic_id_and_level(void **state)
{
        (void)state;
        assert_int_equal(ghcb_ap_creation(&client, GHCB_AP_CREATE, 7, 2, 0x37200000 + 0x1000, 1),
                         GHCB_OK);
        assert_int_equal(asked.exit_info1, UINT64_C(0x0000000700020001));
        assert_int_equal(asked.exit_info2, 0x37201000);
        assert_int_equal(asked.rax, 1);
}

static const struct ghcb_guest_request message = {
        .request = 0x1000, .response = 0x2000, .certificates = 0x3000, .certificate_pages = 4
};

static void a_message_goes_with_room_for_certificates_or_without(void **state)
{
        struct ghcb_guest_request plain = message;
        struct ghcb_guest_answer answer;

        (void)state;
        assert_int_equal(ghcb_guest_request(&client, &message, &answer), GHCB_OK);
        assert_int_equal(asked.exit_code, GHCB_EVENT_EXT_GUEST_REQUEST);
        assert_int_equal(asked.exit_info1, 0x1000);
        assert_int_equal(asked.exit_info2, 0x2000);
        assert_int_equal(asked.rax, 0x3000);
        assert_int_equal(asked.rbx, 4);
        assert_true(GHCB_VALID(&asked, rax) && GHCB_VALID(&asked, rbx));
        assert_int_equal(answer.status, 0);
        plain.certificate_pages = 0;
        assert_int_equal(ghcb_guest_request(&client, &plain, &answer), GHCB_OK);
        assert_int_equal(asked.exit_code, GHCB_EVENT_GUEST_REQUEST);
        assert_false(GHCB_VALID(&asked, rax) || GHCB_VALID(&asked, rbx));
}

static void answer_too_little_room(void)
{
        take_request();
        give_result(0, GUEST_REQUEST_VMM_INVALID_LENGTH);
}

static void answer_wants_nine_pages(void)
{
        answer_too_little_room();
        GHCB_SET(&page, rbx, 9);
}

static void answer_busy(void)
{
        take_request();
        give_result(0, GUEST_REQUEST_VMM_BUSY);
}

static void a_message_that_was_not_taken_has_a_reason(void **state)
{
        struct ghcb_guest_answer answer;

        (void)state;
        fake.answer = answer_wants_nine_pages;
        assert_int_equal(ghcb_guest_request(&client, &message, &answer), GHCB_OK);
        assert_int_equal(answer.status, GUEST_REQUEST_VMM_INVALID_LENGTH);
        assert_int_equal(answer.pages, 9);
        fake.answer = answer_too_little_room;
        assert_int_equal(ghcb_guest_request(&client, &message, &answer), GHCB_NO_ANSWER);
        fake.answer = answer_busy;
        assert_int_equal(ghcb_guest_request(&client, &message, &answer), GHCB_OK);
        assert_int_equal(answer.status, GUEST_REQUEST_VMM_BUSY);
        assert_int_equal(answer.pages, 0);
        fake.answer = answer_malformed;
        assert_int_equal(ghcb_guest_request(&client, &message, &answer), GHCB_REFUSED);
}

#define PAGE_TEST(name) cmocka_unit_test_setup(name, reset)

int main(void)
{
        const struct CMUnitTest tests[] = {
                PAGE_TEST(a_request_is_complete_and_marked),
                PAGE_TEST(nothing_of_the_last_request_is_left),
                PAGE_TEST(a_result_that_is_not_marked_is_no_answer),
                PAGE_TEST(refusals_and_exceptions_are_told_apart),
                PAGE_TEST(a_vmpl_that_is_not_there_is_not_refused),
                PAGE_TEST(any_other_error_refuses_to_run_a_vmpl),
                PAGE_TEST(a_register_that_is_not_marked_is_no_answer),
                PAGE_TEST(a_port_gives_as_many_bits_as_it_has),
                PAGE_TEST(bytes_go_through_the_shared_buffer),
                PAGE_TEST(page_states_are_changed_in_parts_until_all_are_done),
                PAGE_TEST(a_host_without_progress_is_given_up),
                PAGE_TEST(progress_that_cannot_be_is_no_answer),
                PAGE_TEST(an_error_in_the_list_is_a_refusal),
                PAGE_TEST(a_list_that_does_not_fit_says_how_much_it_needs),
                PAGE_TEST(a_vcpu_is_named_by_apic_id_and_level),
                PAGE_TEST(a_message_goes_with_room_for_certificates_or_without),
                PAGE_TEST(a_message_that_was_not_taken_has_a_reason),
        };

        return cmocka_run_group_tests_name("snp ghcb_page", tests, NULL, NULL);
}
