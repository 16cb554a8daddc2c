/* tests/unit/psp/test_messages.c - what a message must be, and that a bad one changes nothing. */
#include "tests/unit/psp/fixture.h"

static struct guest_message report_message(const struct fixture *fixture, unsigned int vmpck)
{
        const struct report_request request = { .vmpl = 3 };

        return guest_message(fixture, vmpck, GUEST_MESSAGE_REPORT_REQUEST, &request,
                             sizeof(request));
}

/* The message is refused with @error, and the guest may then send the right one. */
static void refused(struct fixture *fixture, const struct guest_message *message, uint32_t error)
{
        struct psp_guest before = fixture->guest;
        struct guest_message good = report_message(fixture, message->header.vmpck & 3);

        assert_int_equal(pass_on(fixture, message), error);
        assert_memory_equal(&fixture->guest, &before, sizeof(before));
        exchange(fixture, &good, sizeof(struct report_response));
}

static void sealed_refused(struct fixture *fixture, struct guest_message message, uint32_t error)
{
        guest_seal(&message, fixture->guest.vmpck[message.header.vmpck & 3]);
        refused(fixture, &message, error);
}

static void responses_are_sealed_for_the_guest(void **state)
{
        struct guest_message request = report_message(*state, 2);

        exchange(*state, &request, sizeof(struct report_response));
}

static void each_key_counts_for_itself(void **state)
{
        struct fixture *fixture = *state;

        for (unsigned int i = 1; i <= 3; i++)
                for (unsigned int vmpck = 0; vmpck < VMPL_COUNT; vmpck++) {
                        struct guest_message request = report_message(fixture, vmpck);

                        exchange(fixture, &request, sizeof(struct report_response));
                        assert_int_equal(fixture->guest.sequence[vmpck], 2 * i);
                }
}

static void only_the_next_sequence_number_is_taken(void **state)
{
        const int wrong[] = { -3, -2, -1, 1, 2, 3, 1000 };
        struct fixture *fixture = *state;
        struct guest_message message;

        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                fixture->guest.sequence[1] = 10;
                message = report_message(fixture, 1);
                message.header.sequence += (uint64_t)(int64_t)wrong[i];
                sealed_refused(fixture, message, FIRMWARE_INVALID_PARAMETER);
        }
}

static void a_replayed_message_is_refused(void **state)
{
        struct fixture *fixture = *state;
        struct guest_message message = report_message(fixture, 0);

        guest_seal(&message, fixture->guest.vmpck[0]);
        assert_int_equal(pass_on(fixture, &message), 0);
        refused(fixture, &message, FIRMWARE_INVALID_PARAMETER);
}

static void zero_is_no_sequence_number(void **state)
{
        struct guest_message message = report_message(*state, 0);

        message.header.sequence = 0;
        sealed_refused(*state, message, FIRMWARE_INVALID_PARAMETER);
}

static void sequence_numbers_do_not_wrap(void **state)
{
        struct fixture *fixture = *state;
        struct guest_message message;

        fixture->guest.sequence[0] = UINT64_MAX - 2;
        message = report_message(fixture, 0);
        assert_int_equal(seal_and_pass_on(fixture, message), 0);
        assert_int_equal(fixture->guest.sequence[0], UINT64_MAX);
        message.header.sequence = 0;
        assert_int_equal(seal_and_pass_on(fixture, message), FIRMWARE_AEAD_OVERFLOW);
        fixture->guest.sequence[0] = UINT64_MAX - 1;
        message.header.sequence = UINT64_MAX;
        assert_int_equal(seal_and_pass_on(fixture, message), FIRMWARE_AEAD_OVERFLOW);
}

/* One bit of the tag, of the ciphertext, of each part of the header that is not checked itself. */
static void a_changed_message_has_a_wrong_tag(void **state)
{
        const size_t offsets[] = { 0x00, 0x0f, 0x34, 0x35, 0x60, 0x60 + 0x5f };
        struct fixture *fixture = *state;
        struct guest_message message;

        for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
                message = report_message(fixture, 0);
                guest_seal(&message, fixture->guest.vmpck[0]);
                ((uint8_t *)&message)[offsets[i]] ^= 0x10;
                refused(fixture, &message, FIRMWARE_BAD_MEASUREMENT);
        }
}

static void a_message_under_another_vmpls_key_has_a_wrong_tag(void **state)
{
        struct fixture *fixture = *state;
        struct guest_message message = report_message(fixture, 0);

        guest_seal(&message, fixture->guest.vmpck[2]);
        refused(fixture, &message, FIRMWARE_BAD_MEASUREMENT);
}

static void the_header_has_one_form(void **state)
{
        /* Algorithm, header version and size, VMPCK, and every reserved part. */
        const size_t offsets[] = { 0x10, 0x1f, 0x28, 0x2f, 0x30, 0x31, 0x32,
                                   0x33, 0x38, 0x3b, 0x3c, 0x3d, 0x5f };
        struct fixture *fixture = *state;
        struct guest_message message;

        for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
                message = report_message(fixture, 0);
                guest_seal(&message, fixture->guest.vmpck[0]);
                ((uint8_t *)&message)[offsets[i]] ^= 0x40;
                refused(fixture, &message, FIRMWARE_INVALID_PARAMETER);
        }
}

static void sizes_beyond_the_page_are_refused(void **state)
{
        const uint16_t sizes[] = { GUEST_MESSAGE_PAYLOAD_MAX + 1, 4096, 0xffff };
        struct fixture *fixture = *state;
        struct guest_message message;

        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
                message = report_message(fixture, 0);
                message.header.size = sizes[i];
                refused(fixture, &message, FIRMWARE_INVALID_PARAMETER);
        }
}

static void payloads_have_their_types_size(void **state)
{
        const struct {
                uint8_t type;
                uint16_t size;
        } wrong[] = { { 5, 0 },  { 5, 0x5f }, { 5, 0x61 }, { 5, 4000 }, { 3, 0x1f },
                      { 3, 33 }, { 3, 0x28 }, { 17, 0 },   { 17, 127 }, { 17, 129 } };
        const uint8_t zeros[4096] = { 0 };

        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                sealed_refused(*state,
                               guest_message(*state, 0, wrong[i].type, zeros, wrong[i].size),
                               FIRMWARE_INVALID_PARAMETER);
}

/* Responses' types, CPUID, export, import, absorb, VMRK: what real firmware has and we do not. */
static void other_types_are_refused(void **state)
{
        const uint8_t zeros[0x60] = { 0 };

        for (unsigned int type = 0; type < 256; type++)
                if (type != 3 && type != 5 && type != 17)
                        sealed_refused(
                                *state,
                                guest_message(*state, 1, (uint8_t)type, zeros, sizeof(zeros)),
                                FIRMWARE_INVALID_PARAMETER);
}

static void other_message_versions_are_refused(void **state)
{
        const uint8_t versions[] = { 0, 2, 255 };
        struct fixture *fixture = *state;
        struct guest_message message;

        for (size_t i = 0; i < sizeof(versions); i++) {
                message = report_message(fixture, 0);
                message.header.version = versions[i];
                sealed_refused(fixture, message, FIRMWARE_INVALID_PARAMETER);
        }
}

/* What was read and refused is answered, so it has been consumed. */
static void a_refusal_inside_a_response_consumes_the_message(void **state)
{
        const struct report_request request = { .vmpl = 0 };
        struct fixture *fixture = *state;

        assert_int_equal(report_status(fixture, 2, &request),
                         GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
        assert_int_equal(fixture->guest.sequence[2], 2);
}

static void nothing_of_the_request_stays_in_the_page(void **state)
{
        static const uint8_t zeros[GUEST_MESSAGE_PAGE_SIZE];
        struct fixture *fixture = *state;
        struct guest_message request = report_message(fixture, 0);
        const uint8_t *page = (const uint8_t *)&fixture->message;
        const size_t end = 0x60 + sizeof(struct report_response);

        guest_seal(&request, fixture->guest.vmpck[0]);
        memset(request.payload + sizeof(struct report_request), 0xee, 3000);
        assert_int_equal(pass_on(fixture, &request), 0);
        assert_memory_equal(page + end, zeros, sizeof(fixture->message) - end);
}

#define TEST(name) cmocka_unit_test_setup(name, fixture_reset)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(responses_are_sealed_for_the_guest),
                TEST(each_key_counts_for_itself),
                TEST(only_the_next_sequence_number_is_taken),
                TEST(a_replayed_message_is_refused),
                TEST(zero_is_no_sequence_number),
                TEST(sequence_numbers_do_not_wrap),
                TEST(a_changed_message_has_a_wrong_tag),
                TEST(a_message_under_another_vmpls_key_has_a_wrong_tag),
                TEST(the_header_has_one_form),
                TEST(sizes_beyond_the_page_are_refused),
                TEST(payloads_have_their_types_size),
                TEST(other_types_are_refused),
                TEST(other_message_versions_are_refused),
                TEST(a_refusal_inside_a_response_consumes_the_message),
                TEST(nothing_of_the_request_stays_in_the_page),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
