/*
 * tests/unit/kernel/test_guest_request.c - the device to the security processor: the key once, then
 * messages and answers.
 */
#include "tests/unit/kernel/calls_test.h"

#include "lib/snp/guest_message.h"

#define DEVICE 6
#define EIO_   (-5)

static const uint8_t key[VMPCK_SIZE] = "0123456789abcdef0123456789abcde";

static int open_device(void **state)
{
        if (set_up(state) != 0)
                return -1;
        memcpy(fake.message_key, key, sizeof(key));
        service->line.devices = SERVICE_DEVICE_GUEST_REQUEST;
        return guest_request_open();
}

static int with_key_taken(void **state)
{
        if (open_device(state) != 0)
                return -1;
        return call(READ, DEVICE, USER_DATA, VMPCK_SIZE, 0) == VMPCK_SIZE ? 0 : -1;
}

static void gives_the_key_once_and_forgets_it(void **state)
{
        static const uint8_t zero[VMPCK_SIZE];
        uint8_t got[VMPCK_SIZE];

        (void)state;
        assert_int_equal(call(READ, DEVICE, USER_DATA, VMPCK_SIZE - 1, 0), EINVAL);
        assert_int_equal(call(READ, DEVICE, 0x5000, VMPCK_SIZE, 0), EFAULT);
        assert_memory_equal(fake.message_key, key, sizeof(key)); /* nobody has got it yet */
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), VMPCK_SIZE);
        get(got, USER_DATA, sizeof(got));
        assert_memory_equal(got, key, sizeof(key));
        assert_memory_equal(fake.message_key, zero, sizeof(zero));
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), 0);
        get(got, USER_DATA, sizeof(got));
        assert_memory_equal(got, key, sizeof(key)); /* not written again */
}

static void a_key_that_is_gone_is_an_error(void **state)
{
        (void)state;
        memset(fake.message_key, 0, VMPCK_SIZE);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), EIO_);
}

static void is_only_for_whom_it_was_granted(void **state)
{
        (void)state;
        service->line.devices = SERVICE_DEVICE_CHANNEL;
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), EBADF);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), EBADF);
        assert_memory_equal(fake.message_key, key, sizeof(key));
}

static void carries_a_message_and_its_answer(void **state)
{
        struct guest_request_answer answer;
        uint8_t byte;

        (void)state;
        fake.guest_answer.certificate_pages = 2;
        memset(fake.guest_response, 0x11, PAGE_SIZE);
        memset(fake.guest_certificates[1], 0x33, PAGE_SIZE);
        put_text(USER_DATA, "message");
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0xc0, 0), 0xc0);
        assert_int_equal(fake.guest_request_size, 0xc0);
        assert_string_equal((const char *)fake.guest_request, "message");
        assert_true(fake.guest_request_certificates);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), sizeof(answer));
        get(&answer, USER_DATA, sizeof(answer));
        assert_int_equal(answer.certificate_pages, 2);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4000, 0), 4000);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4000, 0), 96);
        get(&byte, USER_DATA + 95, 1);
        assert_int_equal(byte, 0x11);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), 4096);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), 4096);
        get(&byte, USER_DATA, 1);
        assert_int_equal(byte, 0x33);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), 0);
}

static void a_new_message_drops_what_was_not_read(void **state)
{
        struct guest_request_answer answer;

        (void)state;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 8, 0), 8);
        fake.guest_answer.status = GUEST_REQUEST_VMM_BUSY;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), sizeof(answer));
        get(&answer, USER_DATA, sizeof(answer));
        assert_true(answer.status == GUEST_REQUEST_VMM_BUSY);
        fake.no_guest_answer = true;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), EIO_);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 4096, 0), 0);
}

static void goes_without_certificates_after_they_did_not_fit(void **state)
{
        (void)state;
        fake.guest_answer.status = GUEST_REQUEST_VMM_INVALID_LENGTH;
        fake.guest_answer.wanted_pages = 9;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        fake.guest_answer = (struct guest_request_answer){ 0 };
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        assert_false(fake.guest_request_certificates);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        assert_true(fake.guest_request_certificates);
}

static void refuses_what_is_no_message(void **state)
{
        (void)state;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x5f, 0), EINVAL);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 4097, 0), EMSGSIZE);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, UINT64_MAX, 0), EMSGSIZE);
        assert_int_equal(call(WRITE, DEVICE, 0x5000, 0x60, 0), EFAULT);
        assert_int_equal(call(WRITE, DEVICE, KERNEL_ADDRESS, 0x60, 0), EFAULT);
        assert_int_equal(fake.guest_requests, 0);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        assert_int_equal(call(READ, DEVICE, KERNEL_ADDRESS, 16, 0), EFAULT);
        assert_int_equal(call(READ, DEVICE, USER_DATA, 16, 0), 16);
}

static void sends_nothing_before_the_key_is_taken(void **state)
{
        (void)state;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), EINVAL);
        assert_int_equal(fake.guest_requests, 0);
}

static int16_t polled(void)
{
        struct {
                int32_t descriptor;
                int16_t events, result;
        } entry = { DEVICE, 5, 0 };

        put(USER_DATA + 0x800, &entry, sizeof(entry));
        assert_int_equal(call(POLL, USER_DATA + 0x800, 1, 0, 0), 1);
        get(&entry, USER_DATA + 0x800, sizeof(entry));
        return entry.result;
}

static void poll_says_what_there_is(void **state)
{
        (void)state;
        assert_int_equal(polled(), 5);
        assert_int_equal(call(READ, DEVICE, USER_DATA, VMPCK_SIZE, 0), VMPCK_SIZE);
        assert_int_equal(polled(), 4);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, 0x60, 0), 0x60);
        assert_int_equal(polled(), 5);
        service->line.devices = 0;
        assert_int_equal(polled(), 0x20);
}

static void takes_the_time_for_the_kernel_once(void **state)
{
        const struct guest_request_time time = { .tsc_scale = 5, .tsc_offset = 6 };
        const struct guest_request_time still = { .tsc_offset = 6 };

        (void)state;
        put(USER_DATA, &still, sizeof(still));
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, sizeof(time), 0), EINVAL);
        put(USER_DATA, &time, sizeof(time));
        assert_int_equal(call(WRITE, DEVICE, 0x5000, sizeof(time), 0), EFAULT);
        assert_int_equal(fake.time.tsc_scale, 0);
        service->line.devices = SERVICE_DEVICE_CHANNEL;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, sizeof(time), 0), EBADF);
        assert_int_equal(fake.time.tsc_scale, 0);
        service->line.devices = SERVICE_DEVICE_GUEST_REQUEST;
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, sizeof(time), 0), sizeof(time));
        assert_int_equal(fake.time.tsc_scale, 5);
        assert_int_equal(fake.time.tsc_offset, 6);
        assert_int_equal(call(WRITE, DEVICE, USER_DATA, sizeof(time), 0), EINVAL);
        assert_int_equal(fake.guest_requests, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(gives_the_key_once_and_forgets_it, open_device),
                cmocka_unit_test_setup(a_key_that_is_gone_is_an_error, open_device),
                cmocka_unit_test_setup(is_only_for_whom_it_was_granted, open_device),
                cmocka_unit_test_setup(carries_a_message_and_its_answer, with_key_taken),
                cmocka_unit_test_setup(a_new_message_drops_what_was_not_read, with_key_taken),
                cmocka_unit_test_setup(goes_without_certificates_after_they_did_not_fit,
                                       with_key_taken),
                cmocka_unit_test_setup(refuses_what_is_no_message, with_key_taken),
                cmocka_unit_test_setup(sends_nothing_before_the_key_is_taken, open_device),
                cmocka_unit_test_setup(poll_says_what_there_is, open_device),
                cmocka_unit_test_setup(takes_the_time_for_the_kernel_once, with_key_taken),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
