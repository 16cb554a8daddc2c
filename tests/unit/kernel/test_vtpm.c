/* tests/unit/kernel/test_vtpm.c - the vTPM protocol's framing, in front of a scripted service. */
#include "tests/unit/kernel/services_test.h"
#include "tests/unit/kernel/svsm_test.h"

#define READ  0
#define WRITE 1
#define VTPM  (UINT64_C(2) << 32)

/* As a page of the guest's: command 8, locality, size, then "0123456789..." */
static void put_command(uint64_t at, uint32_t command, uint8_t locality, uint32_t size)
{
        uint8_t *page = fake_guest_at(at);

        memcpy(page, &command, 4);
        page[4] = locality;
        memcpy(page + 5, &size, 4);
        for (uint64_t i = 9; i < PAGE_SIZE - (at & PAGE_MASK); i++)
                page[i] = (uint8_t)(i * 7);
}

static uint64_t command(uint64_t at)
{
        struct svsm_call call = { .rax = VTPM | SVSM_VTPM_COMMAND, .rcx = at };

        return svsm_dispatch(0, &call);
}

static void assert_command_refused(uint64_t at, uint64_t result)
{
        remember();
        assert_int_equal(command(at), result);
        assert_nothing_changed();
        assert_int_equal(fake.step, 1); /* the service has not been asked */
}

/*
 * A service that answers each command with @size bytes of its own: what it was sent, after the
 * locality.
 */
static void start_vtpm(uint64_t reply_at, uint64_t size)
{
        build_elf(test_program);
        make_archive("service vtpm protocol=2 exec=/bin/x\n");
        fake_call(READ, 3, USER_DATA, 4096, 0);
        fake_call(WRITE, 3, reply_at, size, 0);
        assert_int_equal(start(), 0);
        fake_guest_memory();
        fake_give(GUEST_START, GUEST_END - GUEST_START);
        svsm_set_calling_area(0, gpa(AREA));
}

static int set_up(void **state)
{
        (void)state;
        start_vtpm(USER_DATA, 13);
        return 0;
}

static void says_what_it_can(void **state)
{
        struct svsm_call call = { .rax = VTPM | SVSM_VTPM_QUERY, .rdx = 9 };
        struct svsm_call query = { .rax = SVSM_CORE_QUERY_PROTOCOL, .rcx = VTPM | 1 };

        (void)state;
        assert_int_equal(svsm_dispatch(0, &call), SVSM_SUCCESS);
        assert_int_equal(call.rcx, 1 << 8);
        assert_int_equal(call.rdx, 0);
        assert_int_equal(svsm_dispatch(0, &query), SVSM_SUCCESS);
        assert_int_equal(query.rcx, UINT64_C(1) << 32 | 1);
        call.rax = VTPM | 2;
        assert_int_equal(svsm_dispatch(0, &call), SVSM_ERR_UNSUPPORTED_CALL);
}

static void hands_a_command_over_and_the_reply_back(void **state)
{
        uint32_t size;

        (void)state;
        put_command(PAGE_A, 8, 2, 12);
        assert_int_equal(command(PAGE_A), SVSM_SUCCESS);
        assert_int_equal(fake.results[0], 13);
        memcpy(&size, fake_guest_at(PAGE_A), 4);
        assert_int_equal(size, 13);
        /* The service has sent its request back: locality, then the command. */
        assert_int_equal(fake_guest_at(PAGE_A)[4], 2);
        for (unsigned int i = 0; i < 12; i++)
                assert_int_equal(fake_guest_at(PAGE_A)[5 + i], (uint8_t)((9 + i) * 7));
}

static void takes_the_biggest_command_and_reply_that_fit_the_page(void **state)
{
        (void)state;
        start_vtpm(USER_DATA, 4088);
        put_command(PAGE_A, 8, 0, 4087);
        assert_int_equal(command(PAGE_A), SVSM_SUCCESS);
        assert_int_equal(fake.results[0], 4088);
}

static void refuses_commands_that_do_not_fit(void **state)
{
        (void)state;
        put_command(PAGE_A, 8, 0, 4088);
        assert_command_refused(PAGE_A, SVSM_ERR_INVALID_PARAMETER);
        put_command(PAGE_A, 8, 0, UINT32_MAX);
        assert_command_refused(PAGE_A, SVSM_ERR_INVALID_PARAMETER);
        put_command(PAGE_A, 8, 0, 9);
        assert_command_refused(PAGE_A, SVSM_ERR_INVALID_PARAMETER);
}

static void refuses_bad_localities_and_other_platform_commands(void **state)
{
        (void)state;
        for (uint8_t locality = 3; locality < 6; locality++) {
                put_command(PAGE_A, 8, locality, 12);
                assert_command_refused(PAGE_A, SVSM_ERR_INVALID_PARAMETER);
        }
        put_command(PAGE_A, 1, 0, 12);
        assert_command_refused(PAGE_A, SVSM_ERR_INVALID_REQUEST);
}

static void allows_the_measured_localities(void **state)
{
        (void)state;
        svsm_allow_localities(1u << 4);
        put_command(PAGE_A, 8, 0, 12);
        assert_command_refused(PAGE_A, SVSM_ERR_INVALID_PARAMETER);
        put_command(PAGE_A, 8, 4, 12);
        assert_int_equal(command(PAGE_A), SVSM_SUCCESS);
        svsm_allow_localities(PARAMS_TPM_LOCALITIES_DEFAULT);
}

static void refuses_pages_that_are_not_the_guests(void **state)
{
        (void)state;
        assert_command_refused(FAKE_OWN_BASE, SVSM_ERR_INVALID_ADDRESS);
        assert_command_refused(NOT_VALID, SVSM_ERR_INVALID_ADDRESS);
        assert_command_refused(UINT64_MAX - 0xfff, SVSM_ERR_INVALID_ADDRESS);
        put_command(PAGE_A, 8, 0, 12);
        fake.unreadable = PAGE_A + 1;
        assert_command_refused(PAGE_A, SVSM_ERR_INVALID_ADDRESS);
}

/* What does not fit would be lost after the TPM has executed the command: so there is a whole page for it. */
static void wants_a_whole_page(void **state)
{
        (void)state;
        put_command(PAGE_A + 1, 8, 0, 12);
        assert_command_refused(PAGE_A + 1, SVSM_ERR_INVALID_PARAMETER);
        put_command(PAGE_A + 0xf00, 8, 0, 12);
        assert_command_refused(PAGE_A + 0xf00, SVSM_ERR_INVALID_PARAMETER);
        assert_command_refused(PAGE_A + 0xffd, SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(fake.step, 1); /* the service has waited all the while */
}

static void tells_the_guest_when_the_service_is_dead(void **state)
{
        (void)state;
        fake.step_count = 1;
        fake_exception(14, 4, 0);
        put_command(PAGE_A, 8, 0, 12);
        remember();
        assert_int_equal(command(PAGE_A), SVSM_ERR_PROTOCOL_BASE);
        assert_nothing_changed();
        assert_int_equal(command(PAGE_A), SVSM_ERR_UNSUPPORTED_PROTOCOL);
        assert_int_equal(core(SVSM_CORE_REMAP_CA, PAGE_B, 0, 0),
                         SVSM_SUCCESS); /* the rest goes on */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(says_what_it_can, set_up),
                cmocka_unit_test_setup(hands_a_command_over_and_the_reply_back, set_up),
                cmocka_unit_test_setup(takes_the_biggest_command_and_reply_that_fit_the_page,
                                       set_up),
                cmocka_unit_test_setup(refuses_commands_that_do_not_fit, set_up),
                cmocka_unit_test_setup(refuses_bad_localities_and_other_platform_commands, set_up),
                cmocka_unit_test_setup(allows_the_measured_localities, set_up),
                cmocka_unit_test_setup(refuses_pages_that_are_not_the_guests, set_up),
                cmocka_unit_test_setup(wants_a_whole_page, set_up),
                cmocka_unit_test_setup(tells_the_guest_when_the_service_is_dead, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
