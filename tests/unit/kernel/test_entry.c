/*
 * tests/unit/kernel/test_entry.c - one entry from the guest: the pending flag, the registers,
 * EFER.SVME.
 */
#include "tests/unit/kernel/svsm_test.h"

#include "lib/x86/msr.h"

static struct vmsa *vmsa(void)
{
        return &fake.vmsas[0];
}

static void ask_for_protocol_core(uint8_t pending)
{
        vmsa()->rax = SVSM_CORE_QUERY_PROTOCOL;
        vmsa()->rcx = 1;
        vmsa()->rdx = 77;
        *fake_guest_at(AREA) = pending;
        vmsa()->exit_code = 0x403;
}

/* The host has entered us while the guest was somewhere else: it has not called, whatever its flag says. */
static void does_nothing_for_a_guest_that_has_not_come_by_vmgexit(void **state)
{
        (void)state;
        ask_for_protocol_core(1);
        vmsa()->exit_code = 0x61;
        remember();
        svsm_handle_entry(0);
        vmsa()->exit_code = 0x61;
        assert_nothing_changed();
}

static void does_the_call_that_is_pending(void **state)
{
        (void)state;
        ask_for_protocol_core(1);
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->rax, SVSM_SUCCESS);
        assert_int_equal(vmsa()->rcx, UINT64_C(1) << 32 | 1);
        assert_int_equal(vmsa()->rdx, 77);
        assert_int_equal(*fake_guest_at(AREA), 0);
        assert_int_equal(vmsa()->efer, EFER_SVME);
        assert_true(svsm_lock_vcpu(0));
        svsm_unlock_vcpu(0);
}

/* The host enters us a second time, for a VMGEXIT that was served. */
static void serves_a_vmgexit_once(void **state)
{
        (void)state;
        ask_for_protocol_core(1);
        svsm_handle_entry(0);
        *fake_guest_at(AREA) = 1;
        remember();
        svsm_handle_entry(0);
        assert_nothing_changed();
}

static void does_nothing_without_a_pending_call(void **state)
{
        (void)state;
        ask_for_protocol_core(0);
        remember();
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->exit_code, 0);
        vmsa()->exit_code = 0x403;
        assert_nothing_changed();
}

static void refuses_a_reserved_value_of_the_flag(void **state)
{
        (void)state;
        ask_for_protocol_core(2);
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->rax, SVSM_ERR_INVALID_FORMAT);
        assert_int_equal(vmsa()->rcx, 1);
        assert_int_equal(*fake_guest_at(AREA), 0);
}

static void gives_registers_back_unchanged_when_a_call_fails(void **state)
{
        (void)state;
        ask_for_protocol_core(1);
        vmsa()->rax = SVSM_CORE_REMAP_CA;
        vmsa()->rcx = 3;
        vmsa()->r8 = 4;
        vmsa()->r9 = 5;
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->rax, SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(vmsa()->rcx, 3);
        assert_int_equal(vmsa()->r8, 4);
        assert_int_equal(vmsa()->r9, 5);
}

static void does_nothing_for_a_vcpu_without_guest_or_calling_area(void **state)
{
        (void)state;
        remember();
        svsm_handle_entry(1);
        assert_nothing_changed();
        fake.has_vmsa[1] = true;
        svsm_handle_entry(1);
        assert_int_equal(fake.vmsas[1].rax, 0);
}

static void clears_the_flag_in_the_area_that_the_call_came_from(void **state)
{
        (void)state;
        ask_for_protocol_core(1);
        vmsa()->rax = SVSM_CORE_REMAP_CA;
        vmsa()->rcx = PAGE_A;
        *fake_guest_at(PAGE_A) = 1;
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->rax, SVSM_SUCCESS);
        assert_int_equal(*fake_guest_at(AREA), 0);
        assert_int_equal(*fake_guest_at(PAGE_A), 0);
}

static void survives_a_calling_area_that_goes_away(void **state)
{
        (void)state;
        ask_for_protocol_core(1);
        vmsa()->rax = SVSM_CORE_PVALIDATE;
        vmsa()->rcx = LIST;
        put_list_of_one(LIST, AREA);
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->rax, SVSM_SUCCESS);
        assert_false(guest_valid(gpa(AREA), 1));
        svsm_handle_entry(0);
        assert_int_equal(vmsa()->efer, EFER_SVME);
}

static void gives_the_guest_nothing_once_the_machine_is_stopped(void **state)
{
        jmp_buf stop;

        (void)state;
        ask_for_protocol_core(1);
        fake.stopped = true;
        fake.stop = &stop;
        if (setjmp(stop) == 0) {
                svsm_handle_entry(0);
                fail_msg("went on in a stopped machine");
        }
        assert_int_equal(fake.stop_reason, FAKE_STOP_FOLLOWED);
        assert_int_equal(vmsa()->rax, SVSM_CORE_QUERY_PROTOCOL);
        assert_int_equal(vmsa()->rcx, 1);
        assert_int_equal(*fake_guest_at(AREA), 1);
        assert_int_equal(vmsa()->efer, 0); /* the host cannot enter it */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(does_nothing_for_a_guest_that_has_not_come_by_vmgexit,
                                       svsm_set_up),
                cmocka_unit_test_setup(does_the_call_that_is_pending, svsm_set_up),
                cmocka_unit_test_setup(serves_a_vmgexit_once, svsm_set_up),
                cmocka_unit_test_setup(does_nothing_without_a_pending_call, svsm_set_up),
                cmocka_unit_test_setup(refuses_a_reserved_value_of_the_flag, svsm_set_up),
                cmocka_unit_test_setup(gives_registers_back_unchanged_when_a_call_fails,
                                       svsm_set_up),
                cmocka_unit_test_setup(does_nothing_for_a_vcpu_without_guest_or_calling_area,
                                       svsm_set_up),
                cmocka_unit_test_setup(clears_the_flag_in_the_area_that_the_call_came_from,
                                       svsm_set_up),
                cmocka_unit_test_setup(survives_a_calling_area_that_goes_away, svsm_set_up),
                cmocka_unit_test_setup(gives_the_guest_nothing_once_the_machine_is_stopped,
                                       svsm_set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
