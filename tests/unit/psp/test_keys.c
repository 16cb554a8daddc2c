/* tests/unit/psp/test_keys.c - derived keys: what they depend on, and who gets them; TSC information. */
#include "tests/unit/psp/fixture.h"

#define POLICY      1
#define IMAGE_ID    2
#define FAMILY_ID   4
#define MEASUREMENT 8
#define GUEST_SVN   16
#define TCB         32

struct key {
        uint8_t bytes[32];
};

static struct key_response ask(struct fixture *fixture, unsigned int vmpck,
                               const struct key_request *request)
{
        struct guest_message message =
                guest_message(fixture, vmpck, GUEST_MESSAGE_KEY_REQUEST, request, sizeof(*request));
        struct key_response response;

        exchange(fixture, &message, sizeof(response));
        memcpy(&response, fixture->message.payload, sizeof(response));
        return response;
}

static struct key derive(struct fixture *fixture, const struct key_request *request)
{
        struct key_response response = ask(fixture, 0, request);
        struct key key;

        assert_int_equal(response.status, 0);
        memcpy(key.bytes, response.key, sizeof(key.bytes));
        return key;
}

static void refused(struct fixture *fixture, unsigned int vmpck, struct key_request request)
{
        static const uint8_t none[32];
        struct key_response response = ask(fixture, vmpck, &request);

        assert_int_equal(response.status, GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
        assert_memory_equal(response.key, none, sizeof(none));
}

static bool same(struct key left, struct key right)
{
        return memcmp(left.bytes, right.bytes, sizeof(left.bytes)) == 0;
}

static void the_same_request_gives_the_same_key(void **state)
{
        const struct key_request request = { .guest_field_select = 0x3f };

        assert_true(same(derive(*state, &request), derive(*state, &request)));
}

static void the_measurement_counts_if_it_is_selected(void **state)
{
        const struct key_request with = { .guest_field_select = MEASUREMENT };
        const struct key_request without = { 0 };
        struct fixture *fixture = *state;
        struct key first = derive(fixture, &with);
        struct key second = derive(fixture, &without);

        fixture->guest.digest[47] ^= 1;
        assert_false(same(first, derive(fixture, &with)));
        assert_true(same(second, derive(fixture, &without)));
}

static void the_policy_counts_if_it_is_selected(void **state)
{
        const struct key_request with = { .guest_field_select = POLICY };
        const struct key_request without = { 0 };
        struct fixture *fixture = *state;
        struct key first = derive(fixture, &with);
        struct key second = derive(fixture, &without);

        fixture->guest.policy |= UINT64_C(1) << 19;
        assert_false(same(first, derive(fixture, &with)));
        assert_true(same(second, derive(fixture, &without)));
}

static void the_ids_count_if_they_are_selected(void **state)
{
        const struct key_request image = { .guest_field_select = IMAGE_ID };
        const struct key_request family = { .guest_field_select = FAMILY_ID };
        struct fixture *fixture = *state;
        struct key first = derive(fixture, &image);
        struct key second = derive(fixture, &family);

        fixture->guest.id.image_id[15] ^= 1;
        assert_false(same(first, derive(fixture, &image)));
        assert_true(same(second, derive(fixture, &family)));
        fixture->guest.id.family_id[0] ^= 1;
        assert_false(same(second, derive(fixture, &family)));
}

static void svns_up_to_the_id_blocks_are_allowed(void **state)
{
        struct key_request request = { .guest_svn = 6, .guest_field_select = GUEST_SVN };
        struct fixture *fixture = *state;
        struct key older;

        fixture->guest.id.guest_svn = 7;
        older = derive(fixture, &request);
        request.guest_svn = 7;
        assert_false(same(older, derive(fixture, &request)));
        request.guest_svn = 8;
        refused(fixture, 0, request);
}

static void the_tcb_counts_if_it_is_selected(void **state)
{
        struct key_request request = { .guest_field_select = TCB };
        struct key_request without = { 0 };
        struct key first = derive(*state, &request);
        struct key second = derive(*state, &without);

        request.tcb_version = without.tcb_version = 1;
        assert_false(same(first, derive(*state, &request)));
        assert_true(same(second, derive(*state, &without)));
}

/* Root, VMPL and each field on its own. */
static void no_two_selections_give_the_same_key(void **state)
{
        struct key keys[10];
        struct key_request request;
        size_t count = 0;

        for (unsigned int field = 0; field < 6; field++) {
                request = (struct key_request){ .guest_field_select = UINT64_C(1) << field };
                keys[count++] = derive(*state, &request);
        }
        for (uint32_t vmpl = 0; vmpl < 2; vmpl++)
                for (uint32_t root = 0; root < 2; root++) {
                        request = (struct key_request){ .root_key_select = root, .vmpl = vmpl };
                        keys[count++] = derive(*state, &request);
                }
        for (size_t i = 0; i < count; i++)
                for (size_t j = 0; j < i; j++)
                        assert_false(same(keys[i], keys[j]));
}

static void chips_have_keys_of_their_own(void **state)
{
        const struct key_request request = { 0 };
        struct fixture *fixture = *state;
        struct key first = derive(fixture, &request);

        fixture->chip.key_root[0] ^= 1;
        assert_false(same(first, derive(fixture, &request)));
}

static void no_vmpl_gets_a_key_of_one_above_it(void **state)
{
        for (unsigned int vmpck = 0; vmpck < VMPL_COUNT; vmpck++)
                for (uint32_t vmpl = 0; vmpl < 6; vmpl++) {
                        const struct key_request request = { .vmpl = vmpl };
                        bool allowed = vmpl >= vmpck && vmpl < VMPL_COUNT;

                        assert_int_equal(ask(*state, vmpck, &request).status,
                                         allowed ? 0 : GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
                }
}

/* Part by part: a greater number in one is not made good by a smaller one in another. */
static void tcbs_up_to_the_committed_one_are_allowed(void **state)
{
        struct fixture *fixture = *state;
        struct key_request request = { .tcb_version = fixture->chip.committed_tcb };

        derive(fixture, &request);
        refused(fixture, 0, (struct key_request){ .tcb_version = 0x0000000000000005 });
        refused(fixture, 0, (struct key_request){ .tcb_version = 0xdc00000000000000 });
        refused(fixture, 0, (struct key_request){ .tcb_version = 0x0000000000010000 });
        fixture->chip.committed_tcb = fixture->chip.reported_tcb;
        refused(fixture, 0, request);
}

static void other_requests_are_refused(void **state)
{
        refused(*state, 0, (struct key_request){ .root_key_select = 2 });
        refused(*state, 0, (struct key_request){ .reserved = 1 });
        refused(*state, 0, (struct key_request){ .guest_field_select = 64 });
        refused(*state, 0, (struct key_request){ .guest_field_select = UINT64_C(1) << 63 });
        refused(*state, 0, (struct key_request){ .guest_svn = 1 });
        refused(*state, 0, (struct key_request){ .guest_svn = 1, .guest_field_select = GUEST_SVN });
}

static struct tsc_info_response tsc_info(struct fixture *fixture, uint8_t last_byte)
{
        const uint8_t request[128] = { [127] = last_byte };
        struct guest_message message =
                guest_message(fixture, 0, GUEST_MESSAGE_TSC_INFO_REQUEST, request, sizeof(request));
        struct tsc_info_response response;

        exchange(fixture, &message, sizeof(response));
        memcpy(&response, fixture->message.payload, sizeof(response));
        return response;
}

static void the_guests_tsc_is_the_cpus(void **state)
{
        struct tsc_info_response response = tsc_info(*state, 0);

        assert_int_equal(response.status, 0);
        assert_int_equal(response.tsc_scale, UINT64_C(1) << 32);
        assert_int_equal(response.tsc_offset, 0);
        assert_int_equal(response.tsc_factor, 0);
        assert_int_equal(tsc_info(*state, 1).status, GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
}

#define TEST(name) cmocka_unit_test_setup(name, fixture_reset)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(the_same_request_gives_the_same_key),
                TEST(the_measurement_counts_if_it_is_selected),
                TEST(the_policy_counts_if_it_is_selected),
                TEST(the_ids_count_if_they_are_selected),
                TEST(svns_up_to_the_id_blocks_are_allowed),
                TEST(the_tcb_counts_if_it_is_selected),
                TEST(no_two_selections_give_the_same_key),
                TEST(chips_have_keys_of_their_own),
                TEST(no_vmpl_gets_a_key_of_one_above_it),
                TEST(tcbs_up_to_the_committed_one_are_allowed),
                TEST(other_requests_are_refused),
                TEST(the_guests_tsc_is_the_cpus),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
