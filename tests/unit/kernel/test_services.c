/*
 * tests/unit/kernel/test_services.c - services from boot to death: the program is a script of
 * entries.
 */
#include "tests/unit/kernel/services_test.h"

#include "lib/x86/cpu.h"

#define READ     0
#define WRITE    1
#define EXIT     60
#define EXCHANGE 0x1000

static int set_up(void **state)
{
        (void)state;
        build_elf(test_program);
        return 0;
}

static void start_echo(void)
{
        make_archive("service echo protocol=7 exec=/bin/x\n");
        fake_call(READ, 3, USER_DATA, 4096, 0);
        fake_call(WRITE, 3, USER_DATA, 5, 0);
        fake_call(READ, 3, USER_DATA, 4096, 0);
        fake_call(WRITE, 3, USER_DATA, 2, 0);
        assert_int_equal(start(), 0);
}

static enum service_result ask(const char *text, char *reply, size_t capacity, size_t *size)
{
        memset(reply, 0, capacity);
        return service_call(7, text, strlen(text), reply, capacity, size);
}

static void is_ready_at_its_first_read(void **state)
{
        (void)state;
        start_echo();
        assert_true(fake_logged("echo: starts\necho: ready in "));
        assert_true(service_alive(7));
        assert_false(service_alive(6));
        assert_int_equal(fake.user_depth, 0);
        assert_int_equal(fake.step, 1);
}

static void answers_one_request_after_the_other(void **state)
{
        char reply[16];
        size_t size;

        (void)state;
        start_echo();
        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_OK);
        assert_int_equal(size, 5);
        assert_string_equal(reply, "hello");
        assert_int_equal(fake.results[0], 5); /* the read that waited got the request */
        assert_int_equal(ask("yo", reply, sizeof(reply), &size), SERVICE_OK);
        assert_string_equal(reply, "yo");
        assert_int_equal(fake.results[1], 5); /* write() returned when the next request came */
        assert_int_equal(fake.results[2], 2);
        assert_int_equal(fake.user_depth, 0);
}

/* The fifth argument of exchange() is in R8, where the fake service has 0: an empty reply. */
static void answers_and_waits_in_one_call(void **state)
{
        char reply[16];
        size_t size;

        (void)state;
        make_archive("service echo protocol=7 exec=/bin/x\n");
        fake_call(READ, 3, USER_DATA, 4096, 0);
        fake_call(EXCHANGE, 3, USER_DATA, 4096, USER_DATA);
        fake_call(EXCHANGE, 3, USER_DATA, 4096, USER_DATA);
        assert_int_equal(start(), 0);
        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_OK);
        assert_int_equal(size, 0);
        assert_int_equal(fake.step, 2);
        assert_int_equal(ask("yo", reply, sizeof(reply), &size), SERVICE_OK);
        assert_int_equal(fake.results[1], 2); /* exchange() returned when the next request came */
        assert_int_equal(fake.step, 3);
        assert_int_equal(fake.user_depth, 0);
}

static void refuses_a_reply_that_is_too_big_for_the_caller(void **state)
{
        char reply[4];
        size_t size;

        (void)state;
        start_echo();
        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_TOO_BIG);
        assert_memory_equal(reply, "\0\0\0\0", 4);
        assert_int_equal(ask("yo", reply, sizeof(reply), &size), SERVICE_OK);
}

static void stays_dead_after_an_exception(void **state)
{
        uint64_t used;
        char reply[16];
        size_t size;

        (void)state;
        start_echo();
        used = pages_used();
        fake.step_count = 1;
        fake_exception(VECTOR_PF, 6, 0x123);
        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_DEAD);
        assert_true(fake_logged("echo: killed: exception 14, error 0x6, rip 0x400200"));
        assert_true(fake_logged("address 0x123"));
        assert_int_equal(fake.user_depth, 0);
        assert_false(service_alive(7));
        assert_true(pages_used() < used - STACK_PAGES); /* its memory is free */
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_DEAD);
        assert_int_equal(fake.step, 2);
}

static bool is_zero(const void *data, size_t size)
{
        const uint8_t *bytes = data;

        for (size_t i = 0; i < size; i++)
                if (bytes[i])
                        return false;
        return true;
}

/* It has something in its registers, and its next step is still to be said. */
static const struct user_context *start_with_full_registers(void)
{
        struct user_context *context;

        start_echo();
        context = (struct user_context *)fake.contexts[0];
        memset(context->fpu, 0x5a, sizeof(context->fpu));
        context->r15 = 0x5a5a;
        fake.step_count = 1;
        return context;
}

static void assert_dies_without_registers(const struct user_context *context)
{
        char reply[16];
        size_t size;

        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_DEAD);
        assert_true(is_zero(context, sizeof(*context)));
}

static void leaves_no_registers_when_it_dies(void **state)
{
        const struct user_context *context = start_with_full_registers();

        (void)state;
        fake_exception(VECTOR_PF, 6, 0x123);
        assert_dies_without_registers(context);
}

static void leaves_no_registers_when_it_is_killed_for_reading_again(void **state)
{
        const struct user_context *context = start_with_full_registers();

        (void)state;
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_dies_without_registers(context);
}

/* The request goes to the service, or not; either way the machine stops and nothing comes back. */
static void assert_stops_in_a_request(unsigned int steps)
{
        static char reply[16];
        jmp_buf stop;
        size_t size;

        fake.stop = &stop;
        if (setjmp(stop) == 0) {
                fail_msg("went on in a stopped machine: %d",
                         ask("hello", reply, sizeof(reply), &size));
        }
        assert_int_equal(fake.stop_reason, FAKE_STOP_FOLLOWED);
        assert_int_equal(fake.step, steps);
        assert_true(is_zero(reply, sizeof(reply)));
}

static void is_not_entered_once_the_machine_is_stopped(void **state)
{
        (void)state;
        start_echo();
        fake.stopped = true;
        assert_stops_in_a_request(1);
}

/* Another vCPU stops the machine while the service runs, which then wants to give its reply. */
static void stop_and_reply(struct user_context *context)
{
        fake.step++;
        fake.stopped = true;
        context->vector = USER_VECTOR_SYSCALL;
        context->rax = WRITE;
        context->rdi = 3;
        context->rsi = USER_DATA;
        context->rdx = 5;
}

static void gives_no_reply_once_the_machine_is_stopped(void **state)
{
        (void)state;
        start_echo();
        fake.on_enter = stop_and_reply;
        assert_stops_in_a_request(2);
}

static void dies_when_it_reads_again_without_a_reply(void **state)
{
        char reply[16];
        size_t size;

        (void)state;
        start_echo();
        fake.step_count = 1;
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_int_equal(ask("hello", reply, sizeof(reply), &size), SERVICE_DEAD);
        assert_true(fake_logged("echo: killed: it read again without a reply"));
        assert_false(service_alive(7));
}

static void has_nobody_for_an_unknown_protocol(void **state)
{
        char reply[4];
        size_t size;

        (void)state;
        start_echo();
        assert_int_equal(service_call(8, "x", 1, reply, 4, &size), SERVICE_NONE);
        assert_int_equal(service_call(0, "x", 1, reply, 4, &size), SERVICE_NONE);
}

static void cpuid_goes_on_and_other_vc_exceptions_kill(void **state)
{
        (void)state;
        test_program[0x200] = 0x0f;
        test_program[0x201] = 0xa2;
        make_archive("service a exec=/bin/x\n");
        fake_exception(VECTOR_VC, 0x72, 0);
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_int_equal(start(), 0);
        make_archive("service a exec=/bin/x\n");
        fake_exception(VECTOR_VC, 0x81, 0);
        assert_int_equal(start(), -1);
        assert_true(fake_logged("a: killed: exception 29, error 0x81"));
}

static void an_optional_service_may_die_at_boot(void **state)
{
        (void)state;
        make_archive("service a exec=/bin/x optional\nservice b exec=/bin/x\n");
        fake_exception(VECTOR_GP, 0, 0);
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_int_equal(start(), 0);
        assert_true(fake_logged("a: killed: exception 13"));
        assert_true(fake_logged("a: died before it was ready"));
        assert_true(fake_logged("b: ready"));
}

static void any_other_service_must_be_ready(void **state)
{
        (void)state;
        make_archive("service a exec=/bin/x\n");
        fake_call(EXIT, 0, 0, 0, 0);
        assert_int_equal(start(), -1);
        assert_true(fake_logged("a: exited with status 0"));
        assert_true(fake_logged("a: died before it was ready"));
        make_archive("service a exec=/bin/y\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("a: /bin/y: no such file"));
}

static void starts_nothing_when_a_line_is_wrong(void **state)
{
        (void)state;
        make_archive("service a exec=/bin/x\nservice b\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 2: exec is missing"));
        assert_int_equal(fake.step, 0);
        make_archive("service a exec=/bin/x\n# x\nservice a exec=/bin/x\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 3: a name given twice"));
        make_archive("service a exec=/bin/x protocol=2\nservice b exec=/bin/x protocol=2\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 2: a protocol given twice"));
}

static void a_peer_is_a_service_of_an_earlier_line_without_a_peer(void **state)
{
        (void)state;
        make_archive("service a exec=/bin/x peer=b\nservice b exec=/bin/x\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 1: peer is not the name of an earlier line"));
        make_archive("service a exec=/bin/x peer=a\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 1: peer is not the name"));
        make_archive("service a exec=/bin/x\nservice b exec=/bin/x peer=a\n"
                     "service c exec=/bin/x peer=b\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 3: peer has a peer itself"));
        assert_int_equal(fake.step, 0);
}

static void only_one_service_speaks_to_the_security_processor(void **state)
{
        (void)state;
        make_archive("service a exec=/bin/x devices=guest-request\n"
                     "service b exec=/bin/x devices=channel,guest-request\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 2: guest-request is another service's"));
        make_archive("service a exec=/bin/x devices=guest-request\n");
        fake.refuse_shared_pages = true;
        assert_int_equal(start(), -1);
        assert_true(fake_logged("a: no pages can be shared for guest-request"));
        make_archive("service a exec=/bin/x devices=guest-request optional\n"
                     "service b exec=/bin/x\n");
        fake.refuse_shared_pages = true;
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_int_equal(start(), 0);
        assert_false(fake_logged("a: starts")); /* without what it was granted */
        assert_true(fake_logged("b: ready"));
        make_archive("service a exec=/bin/x\n");
        fake_call(READ, 3, USER_DATA, 4096, 0);
        assert_int_equal(start(), 0);
        assert_false(fake.shared_pages); /* nobody needs them */
}

/* Grants are there before any service runs, so not even a first one can take the memory for them. */
static void no_service_uses_up_what_another_was_granted(void **state)
{
        (void)state;
        make_archive("service greedy exec=/bin/x\nservice a exec=/bin/x devices=guest-request\n");
        fake_exception(VECTOR_GP, 0, 0);
        assert_int_equal(start(), -1); /* greedy dies, so the boot ends before the second starts */
        assert_false(fake_logged("a: starts"));
        assert_true(fake.shared_pages);
}

static void refuses_a_table_without_services(void **state)
{
        (void)state;
        make_archive("# nothing\n");
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services, line 1: there is no service in it"));
}

static void refuses_a_bad_archive(void **state)
{
        (void)state;
        make_archive("");
        assert_int_equal(services_start(test_archive.data, test_archive.size - 8), -1);
        assert_true(fake_logged("files: bad archive: "));
        test_archive.size = 0;
        archive_end(&test_archive);
        assert_int_equal(start(), -1);
        assert_true(fake_logged("/etc/services: no such file"));
}

static uint64_t entered_flags;

static void keep_flags(struct user_context *context)
{
        entered_flags = context->rflags;
        context->vector = VECTOR_UD;
}

static void cannot_keep_flags_that_are_the_kernels(void **state)
{
        struct service *service;
        static const char no_args[SERVICE_ARGS_SIZE];

        (void)state;
        make_archive("");
        service = load_one(no_args, 0);
        service->context.rflags = UINT64_MAX;
        fake.on_enter = keep_flags;
        service_run(service);
        assert_int_equal(entered_flags & (RFLAGS_IF | RFLAGS_TF | RFLAGS_IOPL | RFLAGS_NT), 0);
        assert_true(entered_flags & RFLAGS_CF);
        assert_int_equal(service->state, STATE_DEAD);
}

static void is_never_entered_at_an_address_that_would_fault_in_the_kernel(void **state)
{
        struct service *service;
        static const char no_args[SERVICE_ARGS_SIZE];

        (void)state;
        make_archive("");
        service = load_one(no_args, 0);
        service->context.rip = UINT64_C(0x800000000000);
        fake_call(READ, 3, USER_DATA, 4096, 0);
        service_run(service);
        assert_int_equal(fake.step, 0);
        assert_int_equal(service->state, STATE_DEAD);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(is_ready_at_its_first_read, set_up),
                cmocka_unit_test_setup(answers_one_request_after_the_other, set_up),
                cmocka_unit_test_setup(answers_and_waits_in_one_call, set_up),
                cmocka_unit_test_setup(refuses_a_reply_that_is_too_big_for_the_caller, set_up),
                cmocka_unit_test_setup(stays_dead_after_an_exception, set_up),
                cmocka_unit_test_setup(leaves_no_registers_when_it_dies, set_up),
                cmocka_unit_test_setup(leaves_no_registers_when_it_is_killed_for_reading_again,
                                       set_up),
                cmocka_unit_test_setup(is_not_entered_once_the_machine_is_stopped, set_up),
                cmocka_unit_test_setup(gives_no_reply_once_the_machine_is_stopped, set_up),
                cmocka_unit_test_setup(dies_when_it_reads_again_without_a_reply, set_up),
                cmocka_unit_test_setup(has_nobody_for_an_unknown_protocol, set_up),
                cmocka_unit_test_setup(cpuid_goes_on_and_other_vc_exceptions_kill, set_up),
                cmocka_unit_test_setup(an_optional_service_may_die_at_boot, set_up),
                cmocka_unit_test_setup(any_other_service_must_be_ready, set_up),
                cmocka_unit_test_setup(starts_nothing_when_a_line_is_wrong, set_up),
                cmocka_unit_test_setup(a_peer_is_a_service_of_an_earlier_line_without_a_peer,
                                       set_up),
                cmocka_unit_test_setup(only_one_service_speaks_to_the_security_processor, set_up),
                cmocka_unit_test_setup(no_service_uses_up_what_another_was_granted, set_up),
                cmocka_unit_test_setup(refuses_a_table_without_services, set_up),
                cmocka_unit_test_setup(refuses_a_bad_archive, set_up),
                cmocka_unit_test_setup(cannot_keep_flags_that_are_the_kernels, set_up),
                cmocka_unit_test_setup(
                        is_never_entered_at_an_address_that_would_fault_in_the_kernel, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
