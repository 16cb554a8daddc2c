/*
 * tests/unit/kernel/test_core.c - the core protocol's calls that are about no page, and unknown
 * ones.
 */
#include "tests/unit/kernel/svsm_test.h"

static void refuses_unknown_protocols_and_calls(void **state)
{
        struct svsm_call call = { .rax = UINT64_C(9) << 32 };

        (void)state;
        assert_int_equal(svsm_dispatch(0, &call), SVSM_ERR_UNSUPPORTED_PROTOCOL);
        call.rax = UINT64_C(0x80000000) << 32;
        assert_int_equal(svsm_dispatch(0, &call), SVSM_ERR_UNSUPPORTED_PROTOCOL);
        assert_refused(8, 0, 0, 0, SVSM_ERR_UNSUPPORTED_CALL);
        assert_refused(UINT32_MAX, 0, 0, 0, SVSM_ERR_UNSUPPORTED_CALL);
}

static uint64_t query(uint64_t rcx)
{
        struct svsm_call call = { .rax = SVSM_CORE_QUERY_PROTOCOL, .rcx = rcx };

        assert_int_equal(svsm_dispatch(0, &call), SVSM_SUCCESS);
        return call.rcx;
}

static void says_which_protocols_there_are(void **state)
{
        (void)state;
        assert_int_equal(query(1), UINT64_C(1) << 32 | 1);
        assert_int_equal(query(0), 0);
        assert_int_equal(query(2), 0);
        assert_int_equal(query(UINT64_C(1) << 32 | 1), 0);
        assert_int_equal(query(UINT64_C(2) << 32 | 1), 0); /* no service has registered */
        assert_int_equal(query(UINT64_C(77) << 32 | 1), 0);
}

static void has_no_virtual_top_of_memory(void **state)
{
        struct svsm_call call = { .rax = SVSM_CORE_CONFIGURE_VTOM, .rcx = 1 };

        (void)state;
        assert_int_equal(svsm_dispatch(0, &call), SVSM_SUCCESS);
        assert_int_equal(call.rcx, 0);
        assert_refused(SVSM_CORE_CONFIGURE_VTOM, 3, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(SVSM_CORE_CONFIGURE_VTOM, 2, 0, 0, SVSM_ERR_INVALID_REQUEST);
        assert_refused(SVSM_CORE_CONFIGURE_VTOM, 0, 0, 0, SVSM_ERR_INVALID_REQUEST);
}

static void moves_a_calling_area(void **state)
{
        (void)state;
        *fake_guest_at(PAGE_A) = 1; /* a call that the guest did not mean */
        assert_int_equal(core(SVSM_CORE_REMAP_CA, PAGE_A, 0, 0), SVSM_SUCCESS);
        assert_int_equal(svsm_calling_area(0).value, PAGE_A);
        assert_int_equal(*fake_guest_at(PAGE_A), 0);
        assert_int_equal(core(SVSM_CORE_REMAP_CA, PAGE_A, 0, 0), SVSM_SUCCESS);
}

static void refuses_to_move_a_calling_area_to_what_is_none(void **state)
{
        (void)state;
        assert_refused(SVSM_CORE_REMAP_CA, PAGE_A + 8, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(SVSM_CORE_REMAP_CA, NOT_VALID, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_refused(SVSM_CORE_REMAP_CA, FAKE_OWN_BASE, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        assert_refused(SVSM_CORE_REMAP_CA, UINT64_MAX - 0xfff, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        fake_give(0, PAGE_SIZE); /* the guest's, but as a calling area it would be none */
        assert_refused(SVSM_CORE_REMAP_CA, 0, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        svsm_set_calling_area(1, gpa(PAGE_B));
        assert_refused(SVSM_CORE_REMAP_CA, PAGE_B, 0, 0, SVSM_ERR_INVALID_ADDRESS);
        fake.unreadable = PAGE_A + 1;
        assert_refused(SVSM_CORE_REMAP_CA, PAGE_A, 0, 0, SVSM_ERR_INVALID_ADDRESS);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(refuses_unknown_protocols_and_calls, svsm_set_up),
                cmocka_unit_test_setup(says_which_protocols_there_are, svsm_set_up),
                cmocka_unit_test_setup(has_no_virtual_top_of_memory, svsm_set_up),
                cmocka_unit_test_setup(moves_a_calling_area, svsm_set_up),
                cmocka_unit_test_setup(refuses_to_move_a_calling_area_to_what_is_none, svsm_set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
