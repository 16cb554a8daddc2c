/* tests/unit/attest/test_message.c - guest messages by BearSSL, against OpenSSL. */
#include "tests/unit/attest/test.h"

#include "services/attest/message.h"
#include "tests/unit/attest/fake_processor.h"

static struct message message;

static const uint8_t *payload(void)
{
        return message.bytes + sizeof(struct guest_message_header);
}

static int set_up(void **state)
{
        (void)state;
        fake_processor_reset();
        message_seal(&message, fake.key, 41, GUEST_MESSAGE_REPORT_REQUEST, "a question", 10);
        return 0;
}

static void has_the_layout_of_the_specification(void **state)
{
        static const uint8_t from_sequence[] = { 41, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0,
                                                 0,  0, 0, 0, 0, 1, 1, 0x60, 0, 5, 1,
                                                 10, 0, 0, 0, 0, 0, 0, 0,    0, 0 };
        static const uint8_t zero[16];

        (void)state;
        assert_int_equal(message.size, 0x60 + 10);
        assert_memory_equal(message.bytes + 0x20, from_sequence, sizeof(from_sequence));
        assert_memory_equal(message.bytes + 16, zero, sizeof(zero));
        assert_memory_not_equal(payload(), "a question", 10);
}

static void is_opened_by_another_implementation(void **state)
{
        (void)state;
        assert_true(fake_gcm(fake.key, message.bytes, false));
        assert_memory_equal(payload(), "a question", 10);
}

/* The response to message 41, by OpenSSL. */
static void respond(uint8_t page[GUEST_MESSAGE_PAGE_SIZE])
{
        struct guest_message_header *header = (struct guest_message_header *)(void *)page;

        memset(page, 0, GUEST_MESSAGE_PAGE_SIZE);
        *header = (struct guest_message_header){ .sequence = 42,
                                                 .algorithm = 1,
                                                 .header_version = 1,
                                                 .header_size = 0x60,
                                                 .type = GUEST_MESSAGE_REPORT_RESPONSE,
                                                 .version = 1,
                                                 .size = 12 };
        memcpy(page + 0x60, "the response", 12);
        assert_true(fake_gcm(fake.key, page, true));
}

static uint8_t page[GUEST_MESSAGE_PAGE_SIZE] __attribute__((aligned(8)));

static enum message_error open_page(char out[16])
{
        memset(out, 0, 16);
        return message_open(page, fake.key, 41, GUEST_MESSAGE_REPORT_REQUEST, out, 12);
}

static void opens_what_another_implementation_has_sealed(void **state)
{
        char out[16];

        (void)state;
        respond(page);
        assert_int_equal(open_page(out), MESSAGE_OK);
        assert_string_equal(out, "the response");
}

static void any_changed_bit_that_counts_is_noticed(void **state)
{
        static const char nothing[16];
        char out[16];

        (void)state;
        for (size_t bit = 0; bit < (0x60 + 12) * 8; bit++) {
                size_t byte = bit / 8;

                if ((byte >= 16 && byte < 0x20) || (byte >= 0x28 && byte < 0x30))
                        continue; /* reserved, and not authenticated */
                respond(page);
                page[byte] ^= (uint8_t)(1 << bit % 8);
                assert_int_not_equal(open_page(out), MESSAGE_OK);
                assert_memory_equal(out, nothing, sizeof(nothing));
        }
}

static void says_what_is_wrong(void **state)
{
        struct guest_message_header *header = (struct guest_message_header *)(void *)page;
        char out[16];

        (void)state;
        respond(page);
        header->sequence = 44;
        assert_int_equal(open_page(out), MESSAGE_BAD_SEQUENCE);
        respond(page);
        header->type = GUEST_MESSAGE_KEY_RESPONSE;
        assert_int_equal(open_page(out), MESSAGE_BAD_TYPE);
        respond(page);
        header->size = 13;
        assert_int_equal(open_page(out), MESSAGE_BAD_HEADER);
        respond(page);
        header->size = UINT16_MAX;
        assert_int_equal(
                message_open(page, fake.key, 41, GUEST_MESSAGE_REPORT_REQUEST, out, UINT16_MAX),
                MESSAGE_BAD_HEADER);
        respond(page);
        page[0x60] ^= 1;
        assert_int_equal(open_page(out), MESSAGE_BAD_TAG);
        /* Its own message, sent back. */
        memcpy(page, message.bytes, sizeof(page));
        assert_int_not_equal(open_page(out), MESSAGE_OK);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(has_the_layout_of_the_specification, set_up),
                cmocka_unit_test_setup(is_opened_by_another_implementation, set_up),
                cmocka_unit_test_setup(opens_what_another_implementation_has_sealed, set_up),
                cmocka_unit_test_setup(any_changed_bit_that_counts_is_noticed, set_up),
                cmocka_unit_test_setup(says_what_is_wrong, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
