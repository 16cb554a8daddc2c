/*
 * tests/unit/kernel/test_system_calls.c - a scripted service makes system calls; what it gets is
 * compared.
 */
#include "tests/unit/kernel/calls_test.h"

static void writes_lines_with_its_name(void **state)
{
        (void)state;
        put_text(USER_DATA, "one\ntw");
        assert_int_equal(call(WRITE, 1, USER_DATA, 6, 0), 6);
        assert_true(fake_logged("x: one\n"));
        assert_false(fake_logged("tw"));
        put_text(USER_DATA, "o\x1b[31m\n");
        assert_int_equal(call(WRITE, 2, USER_DATA, 7, 0), 7);
        assert_true(fake_logged("x: two?[31m\n"));
}

static void cannot_flood_the_console(void **state)
{
        char lines[256];

        (void)state;
        memset(lines, '\n', sizeof(lines));
        put(USER_DATA, lines, sizeof(lines));
        assert_int_equal(call(WRITE, 1, USER_DATA, 256, 0), 256);
        assert_int_equal(service->console.limit.lost, 156);
        fake.time_ns += UINT64_C(2000000000);
        assert_int_equal(call(WRITE, 1, USER_DATA, 1, 0), 1);
        assert_true(fake_logged("x: 156 lines dropped"));
}

static void gathers_pieces(void **state)
{
        uint64_t pieces[6] = { USER_DATA + 0x100, 3, USER_DATA + 0x103, 0, USER_DATA + 0x103, 2 };

        (void)state;
        put_text(USER_DATA + 0x100, "abcd\n");
        put(USER_DATA, pieces, sizeof(pieces));
        assert_int_equal(call(WRITEV, 1, USER_DATA, 3, 0), 5);
        assert_true(fake_logged("x: abcd\n"));
        assert_int_equal(call(WRITEV, 1, USER_DATA, 17, 0), EINVAL);
        assert_int_equal(call(WRITEV, 1, UINT64_MAX - 8, 2, 0), EFAULT);
        assert_int_equal(call(WRITEV, 3, USER_DATA, 3, 0), EBADF);
        pieces[0] = KERNEL_ADDRESS;
        put(USER_DATA, pieces, sizeof(pieces));
        assert_int_equal(call(WRITEV, 1, USER_DATA, 3, 0), EFAULT);
}

static void refuses_pointers_that_are_not_its_own(void **state)
{
        static const uint64_t bad[] = { 0,
                                        0x5000,
                                        KERNEL_ADDRESS,
                                        UINT64_C(0x7ffffffff000),
                                        UINT64_C(0x800000000000),
                                        UINT64_MAX - 3 };

        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                assert_int_equal(call(WRITE, 1, bad[i], 8, 0), EFAULT);
                assert_int_equal(call(GETRANDOM, bad[i], 8, 0, 0), EFAULT);
                assert_int_equal(call(CLOCK_GETTIME, 1, bad[i], 0, 0), EFAULT);
                assert_int_equal(call(POLL, bad[i], 1, 0, 0), EFAULT);
                assert_int_equal(call(OPEN, bad[i], 0, 0, 0), EFAULT);
                assert_int_equal(call(FSTAT, 1, bad[i], 0, 0), EFAULT);
        }
        /* It may read its text, but not have it written. */
        assert_int_equal(call(GETRANDOM, USER_TEXT, 8, 0, 0), EFAULT);
        assert_int_equal(call(CLOCK_GETTIME, 1, USER_TEXT, 0, 0), EFAULT);
        assert_int_equal(call(WRITE, 1, service->stack_top - 4, 8, 0), EFAULT);
}

static void has_no_descriptors_but_its_own(void **state)
{
        static const uint64_t bad[] = { 4, 5, 6, 7, 14, 15, 100, UINT64_MAX, 0x100000001 };

        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                assert_int_equal(call(READ, bad[i], USER_DATA, 1, 0), EBADF);
                assert_int_equal(call(WRITE, bad[i], USER_DATA, 1, 0), EBADF);
                assert_int_equal(call(CLOSE, bad[i], 0, 0, 0), EBADF);
                assert_int_equal(call(FSTAT, bad[i], USER_DATA, 0, 0), EBADF);
        }
        assert_int_equal(call(READ, 0, USER_DATA, 10, 0), 0);
        assert_int_equal(call(WRITE, 0, USER_DATA, 1, 0), EBADF);
        assert_int_equal(call(WRITE, 3, USER_DATA, 1, 0), EINVAL);
}

static void reads_files_of_the_archive(void **state)
{
        uint64_t pieces[4] = { USER_DATA + 0x200, 2, USER_DATA + 0x300, 100 };
        int64_t stat[18];
        char text[8] = { 0 };

        (void)state;
        put_text(USER_DATA, "/etc/profile");
        assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), 7);
        assert_int_equal(call(OPENAT, (uint64_t)-100, USER_DATA, 0, 0), 8);
        assert_int_equal(call(READ, 7, USER_DATA + 0x100, 4, 0), 4);
        get(text, USER_DATA + 0x100, 4);
        assert_string_equal(text, "abcd");
        assert_int_equal(call(READ, 7, USER_DATA + 0x100, 100, 0), 2);
        assert_int_equal(call(READ, 7, USER_DATA + 0x100, 100, 0), 0);
        assert_int_equal(call(LSEEK, 7, 1, 0, 0), 1);
        assert_int_equal(call(LSEEK, 7, 1, 1, 0), 2);
        assert_int_equal(call(LSEEK, 7, (uint64_t)-1, 2, 0), 5);
        assert_int_equal(call(LSEEK, 7, 7, 0, 0), EINVAL);
        assert_int_equal(call(LSEEK, 7, UINT64_MAX / 2, 1, 0), EINVAL);
        put(USER_DATA + 0x400, pieces, sizeof(pieces));
        assert_int_equal(call(READV, 8, USER_DATA + 0x400, 2, 0), 6);
        assert_int_equal(call(FSTAT, 8, USER_DATA + 0x500, 0, 0), 0);
        get(stat, USER_DATA + 0x500, sizeof(stat));
        assert_int_equal(stat[6], 6);
        assert_int_equal(call(FCNTL, 7, 2, 1, 0), 0); /* what open(O_CLOEXEC) asks for */
        assert_int_equal(call(FCNTL, 7, 1, 0, 0), 0);
        assert_int_equal(call(FCNTL, 7, 4, 0, 0), EINVAL);
        assert_int_equal(call(FCNTL, 3, 2, 1, 0), EBADF);
        assert_int_equal(call(CLOSE, 7, 0, 0, 0), 0);
        assert_int_equal(call(READ, 7, USER_DATA, 1, 0), EBADF);
        assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), 7);
}

static void refuses_to_open_what_it_may_not(void **state)
{
        char path[200];

        (void)state;
        put_text(USER_DATA, "/etc/shadow");
        assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), ENOENT);
        put_text(USER_DATA, "");
        assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), ENOENT);
        memset(path, 'a', sizeof(path));
        put(USER_DATA, path, sizeof(path));
        assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), ENAMELEN);
        put_text(USER_DATA, "/etc/profile");
        assert_int_equal(call(OPEN, USER_DATA, 1, 0, 0), EROFS);
        assert_int_equal(call(OPEN, USER_DATA, 0100, 0, 0), EROFS);
        for (int i = 0; i < FILES_MAX; i++)
                assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), 7 + i);
        assert_int_equal(call(OPEN, USER_DATA, 0, 0, 0), ENFILE_);
}

static void uses_the_channel_only_when_it_is_granted(void **state)
{
        struct {
                int32_t descriptor;
                int16_t events, result;
        } entry = { 4, 1, 0 };

        (void)state;
        fake.channel_in_size = 3;
        memcpy(fake.channel_in, "xyz", 3);
        put(USER_DATA, &entry, sizeof(entry));
        assert_int_equal(call(READ, 4, USER_DATA + 8, 3, 0), EBADF);
        assert_int_equal(call(WRITE, 4, USER_DATA + 8, 3, 0), EBADF);
        assert_int_equal(call(POLL, USER_DATA, 1, 0, 0), 1);
        get(&entry, USER_DATA, sizeof(entry));
        assert_int_equal(entry.result, 0x20);
        service->line.devices = SERVICE_DEVICE_CHANNEL;
        assert_int_equal(call(POLL, USER_DATA, 1, (uint64_t)-1, 0), 1);
        get(&entry, USER_DATA, sizeof(entry));
        assert_int_equal(entry.result, 1);
        assert_int_equal(call(READ, 4, USER_DATA + 8, 2, 0), 2);
        assert_int_equal(call(READ, 4, KERNEL_ADDRESS, 2, 0), EFAULT);
        assert_int_equal(call(READ, 4, USER_DATA + 8, 50, 0), 1);
        assert_int_equal(call(READ, 4, USER_DATA + 8, 50, 0), EAGAIN);
        put_text(USER_DATA + 8, "out");
        assert_int_equal(call(WRITE, 4, USER_DATA + 8, 3, 0), 3);
        assert_memory_equal(fake.channel_out, "out", 3);
}

static void waits_no_longer_than_it_was_told(void **state)
{
        struct {
                int32_t descriptor;
                int16_t events, result;
        } entry = { 4, 1, 0 };
        uint64_t before = fake.time_ns;

        (void)state;
        service->line.devices = SERVICE_DEVICE_CHANNEL;
        put(USER_DATA, &entry, sizeof(entry));
        assert_int_equal(call(POLL, USER_DATA, 1, 250, 0), 0);
        assert_in_range(fake.time_ns - before, UINT64_C(250000000), UINT64_C(260000000));
        assert_int_equal(call(POLL, USER_DATA, 0, 5, 0), 0);
        fake.frozen = true;
        assert_int_equal(call(POLL, USER_DATA, 1, 1, 0), 0);
        assert_int_equal(call(POLL, USER_DATA, 17, 0, 0), EINVAL);
        assert_int_equal(call(POLL, USER_DATA, UINT64_MAX, 0, 0), EINVAL);
}

static void tells_the_time(void **state)
{
        uint64_t time[2];

        (void)state;
        assert_int_equal(call(CLOCK_GETTIME, 1, USER_DATA, 0, 0), 0);
        get(time, USER_DATA, sizeof(time));
        assert_int_equal(time[0] * UINT64_C(1000000000) + time[1], fake.time_ns);
        assert_int_equal(call(CLOCK_GETTIME, 0, USER_DATA, 0, 0), 0);
        get(time, USER_DATA, sizeof(time));
        assert_true(time[0] >= 1767225600);
        assert_int_equal(call(CLOCK_GETTIME, 8, USER_DATA, 0, 0), EINVAL);
        assert_int_equal(call(CLOCK_GETTIME, UINT64_MAX, USER_DATA, 0, 0), EINVAL);
}

static void gives_random_numbers_or_stops(void **state)
{
        uint8_t bytes[300] = { 0 };
        jmp_buf stop;

        (void)state;
        assert_int_equal(call(GETRANDOM, USER_DATA, 300, 0, 0), 256);
        get(bytes, USER_DATA, 256);
        assert_int_not_equal(bytes[255] | bytes[254] | bytes[253], 0);
        assert_int_equal(call(GETRANDOM, USER_DATA, 3, 0, 0), 3);
        fake.no_entropy = true;
        fake.stop = &stop;
        if (setjmp(stop) == 0) {
                call(GETRANDOM, USER_DATA, 8, 0, 0);
                fail_msg("went on without entropy");
        }
        assert_int_equal(fake.stop_reason, 6);
}

static void answers_what_c_libraries_ask_at_their_start(void **state)
{
        (void)state;
        assert_int_equal(call(ARCH_PRCTL, 0x1002, 0x402000, 0, 0), 0);
        assert_int_equal(service->context.fs_base, 0x402000);
        assert_int_equal(call(ARCH_PRCTL, 0x1002, KERNEL_ADDRESS, 0, 0), EPERM);
        assert_int_equal(call(ARCH_PRCTL, 0x1002, UINT64_C(0x800000000000), 0, 0), EPERM);
        assert_int_equal(call(ARCH_PRCTL, 0x1001, 0x402000, 0, 0), EINVAL);
        assert_int_equal(service->context.fs_base, 0x402000);
        assert_int_equal(call(SET_TID, USER_DATA, 0, 0, 0), 1);
        assert_int_equal(call(FUTEX, USER_DATA, 0x81, 1, 0), 0);
        assert_int_equal(call(FUTEX, USER_DATA, 0, 1, 0), ENOSYS);
        assert_int_equal(call(MADVISE, USER_DATA, PAGE_SIZE, 8, 0), 0);
        assert_int_equal(call(MADVISE, USER_DATA, PAGE_SIZE, 4, 0), EINVAL);
        assert_int_equal(call(IOCTL, 1, 0x5413, USER_DATA, 0), -25);
}

static void does_not_know_other_calls_and_says_so_only_a_few_times(void **state)
{
        (void)state;
        for (uint64_t number = 1000; number < 1020; number++)
                assert_int_equal(call(number, 0, 0, 0, 0), ENOSYS);
        assert_int_equal(call(UINT64_MAX, 0, 0, 0, 0), ENOSYS);
        assert_int_equal(call(UINT64_C(1) << 32, 0, 0, 0, 0), ENOSYS); /* not a read() */
        assert_int_equal(service->unknown_calls, 22);
        assert_true(fake_logged("x: unknown system call 1007"));
        assert_false(fake_logged("1008"));
}

static void receive(const char *text, uint8_t reply[16])
{
        service->message = (struct service_message){ .request = (const uint8_t *)text,
                                                     .request_size = strlen(text),
                                                     .reply = reply,
                                                     .capacity = 16 };
}

static void waits_for_a_request(void **state)
{
        uint8_t reply[16];
        char text[8] = { 0 };

        (void)state;
        call(READ, 3, USER_DATA, 100, 0);
        assert_int_equal(service->state, STATE_WAITING);
        receive("hello", reply);
        request_arrives(service, STATE_WAITING);
        assert_int_equal(service->context.rax, 5);
        assert_int_equal(service->context.rdx, 100); /* as Linux leaves it */
        get(text, USER_DATA, 5);
        assert_string_equal(text, "hello");
}

static int64_t exchange(uint64_t request, uint64_t capacity, uint64_t reply, uint64_t size)
{
        service->context.r8 = size;
        return call(EXCHANGE, 3, request, capacity, reply);
}

static void gives_a_reply_and_waits_in_one_call(void **state)
{
        uint8_t reply[16] = { 0 };
        char text[8] = { 0 };

        (void)state;
        receive("hello", reply);
        assert_int_equal(call(READ, 3, USER_DATA, 4096, 0), 5);
        assert_int_equal(exchange(USER_DATA + 8, 100, USER_DATA, 3), 3);
        assert_int_equal(service->state, STATE_EXCHANGED);
        assert_memory_equal(reply, "hel", 3);
        receive("you", reply);
        fake.frozen = true;
        fake.time_ns = 12345;
        request_arrives(service, STATE_EXCHANGED);
        assert_int_equal(service->context.rax, 3);
        assert_int_equal(service->context.rdx, 12345);
        get(text, USER_DATA + 8, 3);
        assert_string_equal(text, "you");
}

static void exchanges_nothing_that_it_has_no_right_to(void **state)
{
        uint8_t reply[16] = { 0 };

        (void)state;
        assert_int_equal(exchange(USER_DATA, 100, USER_DATA, 3), EINVAL); /* nobody has asked */
        receive("hello", reply);
        assert_int_equal(exchange(USER_DATA, 100, USER_DATA, 3), EINVAL); /* it has not read it */
        assert_int_equal(call(READ, 3, USER_DATA, 4096, 0), 5);
        assert_int_equal(call(EXCHANGE, 4, USER_DATA, 100, USER_DATA), EBADF);
        assert_int_equal(exchange(USER_DATA, 100, USER_DATA, 4097), EMSGSIZE);
        assert_int_equal(exchange(USER_DATA, 100, KERNEL_ADDRESS, 3), EFAULT);
        assert_int_equal(service->state, STATE_RUNNING);
        assert_int_equal(exchange(USER_TEXT, 100, USER_DATA, 3), 3);
        receive("again", reply);
        request_arrives(service, STATE_EXCHANGED);
        assert_int_equal((int64_t)service->context.rax, EFAULT);
        assert_int_equal(call(READ, 3, USER_DATA, 4096, 0), 5); /* the request is still there */
}

static void takes_a_request_and_gives_a_reply(void **state)
{
        uint8_t reply[16] = { 0 };
        char text[8] = { 0 };

        (void)state;
        service->message = (struct service_message){ .request = (const uint8_t *)"hello",
                                                     .request_size = 5,
                                                     .reply = reply,
                                                     .capacity = 16 };
        assert_int_equal(call(WRITE, 3, USER_DATA, 3, 0), EINVAL); /* it has not read it yet */
        assert_int_equal(call(READ, 3, USER_DATA, 4, 0), EMSGSIZE);
        assert_int_equal(call(READ, 3, USER_TEXT, 5, 0), EFAULT);
        assert_int_equal(call(READ, 3, USER_DATA, 4096, 0), 5);
        get(text, USER_DATA, 5);
        assert_string_equal(text, "hello");
        assert_int_equal(call(WRITE, 3, USER_DATA, 4097, 0), EMSGSIZE);
        assert_int_equal(call(WRITE, 3, 0x5000, 3, 0), EFAULT);
        assert_int_equal(service->state, STATE_RUNNING);
        assert_int_equal(call(WRITE, 3, USER_DATA, 3, 0), 3);
        assert_int_equal(service->state, STATE_REPLIED);
        assert_memory_equal(reply, "hel", 3);
        service->state = STATE_RUNNING;
        assert_int_equal(call(WRITE, 3, USER_DATA, 3, 0), EINVAL); /* no second reply */
}

static void dies_when_it_exits(void **state)
{
        (void)state;
        call(EXIT_GROUP, 3, 0, 0, 0);
        assert_int_equal(service->state, STATE_DEAD);
        assert_true(fake_logged("x: exited with status 3"));
}

static void executes_cpuid_with_any_prefix(void **state)
{
        static const uint8_t code[][5] = { { 0x0f, 0xa2 },
                                           { 0x66, 0x0f, 0xa2 },
                                           { 0xf3, 0x48, 0x0f, 0xa2 },
                                           { 0x64, 0x67, 0x4f, 0x0f, 0xa2 } };
        static const uint8_t length[] = { 2, 3, 4, 5 };

        (void)state;
        for (size_t i = 0; i < sizeof(length); i++) {
                put(USER_DATA, code[i], sizeof(code[i]));
                service->context.rip = USER_DATA;
                service->context.rax = UINT64_C(0xdead00000000) | 7;
                service->context.rcx = 1;
                assert_true(emulate_cpuid(service));
                assert_int_equal(service->context.rip, USER_DATA + length[i]);
                assert_int_equal(service->context.rax, 8);
                assert_int_equal(service->context.rbx, 3);
                assert_int_equal(service->context.rdx, 4);
        }
}

static void takes_nothing_else_for_cpuid(void **state)
{
        static const uint8_t code[][16] = {
                { 0x0f, 0xa3 },
                { 0x48, 0x66, 0x0f, 0xa2 },
                { 0x0f, 0x01, 0xd9 },
                { 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                  0x66, 0x0f, 0xa2 },
        };

        (void)state;
        for (size_t i = 0; i < sizeof(code) / sizeof(code[0]); i++) {
                put(USER_DATA, code[i], sizeof(code[i]));
                service->context.rip = USER_DATA;
                assert_false(emulate_cpuid(service));
                assert_int_equal(service->context.rip, USER_DATA);
        }
        service->context.rip = KERNEL_ADDRESS;
        assert_false(emulate_cpuid(service));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(writes_lines_with_its_name, set_up),
                cmocka_unit_test_setup(cannot_flood_the_console, set_up),
                cmocka_unit_test_setup(gathers_pieces, set_up),
                cmocka_unit_test_setup(refuses_pointers_that_are_not_its_own, set_up),
                cmocka_unit_test_setup(has_no_descriptors_but_its_own, set_up),
                cmocka_unit_test_setup(reads_files_of_the_archive, set_up),
                cmocka_unit_test_setup(refuses_to_open_what_it_may_not, set_up),
                cmocka_unit_test_setup(uses_the_channel_only_when_it_is_granted, set_up),
                cmocka_unit_test_setup(waits_no_longer_than_it_was_told, set_up),
                cmocka_unit_test_setup(tells_the_time, set_up),
                cmocka_unit_test_setup(gives_random_numbers_or_stops, set_up),
                cmocka_unit_test_setup(answers_what_c_libraries_ask_at_their_start, set_up),
                cmocka_unit_test_setup(does_not_know_other_calls_and_says_so_only_a_few_times,
                                       set_up),
                cmocka_unit_test_setup(waits_for_a_request, set_up),
                cmocka_unit_test_setup(gives_a_reply_and_waits_in_one_call, set_up),
                cmocka_unit_test_setup(exchanges_nothing_that_it_has_no_right_to, set_up),
                cmocka_unit_test_setup(takes_a_request_and_gives_a_reply, set_up),
                cmocka_unit_test_setup(dies_when_it_exits, set_up),
                cmocka_unit_test_setup(executes_cpuid_with_any_prefix, set_up),
                cmocka_unit_test_setup(takes_nothing_else_for_cpuid, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
