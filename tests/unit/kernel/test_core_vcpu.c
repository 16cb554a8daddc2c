/* tests/unit/kernel/test_core_vcpu.c - SVSM_CORE_CREATE_VCPU and SVSM_CORE_DELETE_VCPU. */
#include "tests/unit/kernel/svsm_test.h"

#include "lib/x86/msr.h"

#define VMSA   UINT64_C(0x20000)
#define CAA    UINT64_C(0x21000)
#define VMSA_2 UINT64_C(0x22000)
#define CREATE SVSM_CORE_CREATE_VCPU
#define DELETE SVSM_CORE_DELETE_VCPU

static struct vmsa *vmsa_at(uint64_t page)
{
        return (struct vmsa *)(void *)fake_guest_at(page);
}

static void write_vmsa(uint64_t page)
{
        memset(fake_guest_at(page), 0, PAGE_SIZE);
        vmsa_at(page)->vmpl = FAKE_VMPL;
        vmsa_at(page)->efer = EFER_SVME;
        vmsa_at(page)->sev_features = SEV_FEATURE_SNP;
}

static int set_up(void **state)
{
        struct svsm_vmsa *left;

        svsm_set_up(state);
        while ((left = svsm_find_vmsa(gpa(VMSA))) || (left = svsm_find_vmsa(gpa(VMSA_2))))
                svsm_remove_vmsa(left);
        write_vmsa(VMSA);
        write_vmsa(VMSA_2);
        return 0;
}

static void create(uint64_t vmsa, uint64_t area)
{
        assert_int_equal(core(CREATE, vmsa, area, FAKE_APIC_ID(1)), SVSM_SUCCESS);
}

static void makes_a_page_a_vmsa(void **state)
{
        (void)state;
        *fake_guest_at(CAA) = 1;
        create(VMSA, CAA);
        assert_true(rmp_of(VMSA)->vmsa);
        assert_int_equal(rmp_of(VMSA)->rights[FAKE_VMPL], RMP_PERMISSION_READ);
        assert_int_equal(rmp_of(VMSA)->rights[1], 0);
        assert_int_equal(fake.vmsa_pages[1].value, VMSA);
        assert_int_equal(svsm_calling_area(1).value, CAA);
        assert_int_equal(*fake_guest_at(CAA), 0);
        assert_false(guest_has(VMSA, 1));
        assert_true(fake.flushes > 0);
}

static void refuses_bad_addresses(void **state)
{
        (void)state;
        assert_refused(CREATE, VMSA + 8, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_PARAMETER);
        assert_refused(CREATE, VMSA, CAA + 8, FAKE_APIC_ID(1), SVSM_ERR_INVALID_PARAMETER);
        assert_refused(CREATE, NOT_VALID, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA, NOT_VALID, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, FAKE_OWN_BASE, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA, FAKE_OWN_BASE, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA, VMSA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, AREA, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA, AREA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
}

/* It would be a VMSA that nobody runs from and nobody can delete, or a calling area that two vCPUs can have. */
static void refuses_page_0(void **state)
{
        (void)state;
        fake_give(0, PAGE_SIZE);
        write_vmsa(0);
        assert_refused(CREATE, 0, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA, 0, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
}

static void refuses_vcpus_that_cannot_be(void **state)
{
        (void)state;
        assert_refused(CREATE, VMSA, CAA, 1, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(FAKE_VCPUS), SVSM_ERR_INVALID_PARAMETER);
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(0), SVSM_ERR_INVALID_PARAMETER);
        fake.has_vmsa[1] = true;
        assert_non_null(svsm_enter(1));
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_REQUEST);
        svsm_leave(1);
}

/* All but the VMSA's contents is as it must be. */
static void assert_vmsa_refused(void)
{
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_PARAMETER);
}

static void refuses_vmsas_that_give_more_than_the_guest_has(void **state)
{
        (void)state;
        vmsa_at(VMSA)->vmpl = 0;
        assert_vmsa_refused();
        vmsa_at(VMSA)->vmpl = 1;
        assert_vmsa_refused();
        write_vmsa(VMSA);
        vmsa_at(VMSA)->efer = 0;
        assert_vmsa_refused();
        write_vmsa(VMSA);
        vmsa_at(VMSA)->sev_features = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP;
        assert_vmsa_refused();
}

static void refuses_vmsas_with_what_is_not_the_guests(void **state)
{
        (void)state;
        vmsa_at(VMSA)->tlb_id = 1;
        assert_vmsa_refused();
        write_vmsa(VMSA);
        vmsa_at(VMSA)->pcpu_id = 1;
        assert_vmsa_refused();
        write_vmsa(VMSA);
        vmsa_at(VMSA)->event_injection = UINT64_C(1) << 31;
        assert_vmsa_refused();
}

/* What the caller's own VMSA says, which may be the guest's to write, makes no difference. */
static void demands_its_own_features(void **state)
{
        (void)state;
        fake.vmsas[0].sev_features = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP;
        vmsa_at(VMSA)->sev_features = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP;
        assert_vmsa_refused();
        write_vmsa(VMSA);
        create(VMSA, CAA);
}

static void undoes_everything_when_the_last_step_fails(void **state)
{
        (void)state;
        fake.rmpadjust_page = VMSA + 1;
        fake.rmpadjust_result = RMP_FAIL_PERMISSION;
        fake.rmpadjust_times = 1;
        fake.rmpadjust_skip = 3; /* the three revocations succeed */
        assert_int_equal(core(CREATE, VMSA, CAA, FAKE_APIC_ID(1)),
                         SVSM_ERR_PROTOCOL_BASE + RMP_FAIL_PERMISSION);
        assert_int_equal(fake.vmsa_pages[1].value, 0);
        assert_int_equal(svsm_calling_area(1).value, 0);
        assert_true(guest_valid(gpa(VMSA), PAGE_SIZE));
        assert_null(svsm_find_vmsa(gpa(VMSA)));
}

static void refuses_a_page_that_is_a_vmsa_already(void **state)
{
        (void)state;
        create(VMSA, CAA);
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(2), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA_2, VMSA, FAKE_APIC_ID(2), SVSM_ERR_INVALID_ADDRESS);
        assert_refused(CREATE, VMSA_2, CAA, FAKE_APIC_ID(2), SVSM_ERR_INVALID_ADDRESS);
}

static void deletes_what_it_made(void **state)
{
        (void)state;
        create(VMSA, CAA);
        assert_int_equal(core(DELETE, VMSA, 0, 0), SVSM_SUCCESS);
        assert_false(rmp_of(VMSA)->vmsa);
        assert_rights(VMSA, RMP_PERMISSION_ALL);
        assert_false(fake.has_vmsa[1]);
        assert_int_equal(svsm_calling_area(1).value, 0);
        assert_true(guest_valid(gpa(VMSA), PAGE_SIZE));
        assert_refused(DELETE, VMSA, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        create(VMSA, CAA);
}

/* What Linux does when it starts a CPU again: the new VMSA first, then the old one goes. */
static void keeps_a_newer_vmsa_when_the_old_one_goes(void **state)
{
        (void)state;
        create(VMSA, CAA);
        create(VMSA_2, CAA);
        assert_int_equal(core(DELETE, VMSA, 0, 0), SVSM_SUCCESS);
        assert_true(fake.has_vmsa[1]);
        assert_int_equal(fake.vmsa_pages[1].value, VMSA_2);
        assert_int_equal(svsm_calling_area(1).value, CAA);
}

static void refuses_to_delete_what_is_none_or_in_use(void **state)
{
        (void)state;
        create(VMSA, CAA);
        assert_refused(DELETE, VMSA_2, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(DELETE, 0, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(DELETE, VMSA + 1, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_refused(DELETE, FAKE_OWN_BASE, 0, 0, SVSM_ERR_INVALID_PARAMETER);
        assert_non_null(svsm_enter(1));
        assert_refused(DELETE, VMSA, 0, 0, SVSM_ERR_VCPU_IN_USE);
        svsm_leave(1);
        fake.rmpadjust_page = VMSA + 1;
        fake.rmpadjust_result = RMP_FAIL_IN_USE;
        assert_refused(DELETE, VMSA, 0, 0, SVSM_ERR_VCPU_IN_USE);
}

static void starts_vmpl0_before_the_guest_may_run_there(void **state)
{
        (void)state;
        create(VMSA, CAA);
        assert_true(fake.started[1]);
        assert_false(fake.started[2]);
}

/* No memory, or a host that does not create it: what the guest has stays as it was, and the next call may succeed. */
static void changes_nothing_if_vmpl0_cannot_be_started(void **state)
{
        (void)state;
        fake.refuse_start = true;
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_REQUEST);
        assert_null(svsm_find_vmsa(gpa(VMSA)));
        assert_rights(VMSA, RMP_PERMISSION_ALL);
        fake.refuse_start = false;
        create(VMSA, CAA);
}

/* A call that is refused for what the guest has said starts nothing. */
static void starts_nothing_for_a_call_that_is_wrong(void **state)
{
        (void)state;
        assert_refused(CREATE, VMSA + 8, CAA, FAKE_APIC_ID(1), SVSM_ERR_INVALID_PARAMETER);
        assert_refused(CREATE, VMSA, NOT_VALID, FAKE_APIC_ID(1), SVSM_ERR_INVALID_ADDRESS);
        assert_false(fake.started[1]);
}

#define MANY_START UINT64_C(0x400000)

static uint64_t vmsa_of(unsigned int vcpu)
{
        return MANY_START + vcpu * 2 * PAGE_SIZE;
}

static uint64_t area_of(unsigned int vcpu)
{
        return vmsa_of(vcpu) + PAGE_SIZE;
}

static void create_many(void)
{
        fake.most = true;
        fake_give(MANY_START, FAKE_MOST_VCPUS * 2 * PAGE_SIZE);
        for (unsigned int vcpu = 1; vcpu < FAKE_MOST_VCPUS; vcpu++) {
                write_vmsa(vmsa_of(vcpu));
                assert_int_equal(core(CREATE, vmsa_of(vcpu), area_of(vcpu), FAKE_APIC_ID(vcpu)),
                                 SVSM_SUCCESS);
        }
}

static void delete_many(void)
{
        for (unsigned int vcpu = 1; vcpu < FAKE_MOST_VCPUS; vcpu++)
                assert_int_equal(core(DELETE, vmsa_of(vcpu), 0, 0), SVSM_SUCCESS);
}

static void has_512_vcpus(void **state)
{
        (void)state;
        create_many();
        for (unsigned int vcpu = 1; vcpu < FAKE_MOST_VCPUS; vcpu++) {
                assert_true(fake.started[vcpu]);
                assert_int_equal(svsm_calling_area(vcpu).value, area_of(vcpu));
                assert_true(svsm_is_calling_area(gpa(area_of(vcpu))));
        }
        assert_refused(CREATE, VMSA, CAA, FAKE_APIC_ID(FAKE_MOST_VCPUS),
                       SVSM_ERR_INVALID_PARAMETER);
        delete_many();
}

/* APIC ID 1022: a call of the last one is its own, and the others' areas are not looked at. */
static void serves_the_last_of_512(void **state)
{
        const unsigned int last = FAKE_MOST_VCPUS - 1;
        struct vmsa *vmsa;

        (void)state;
        create_many();
        vmsa = vmsa_at(vmsa_of(last));
        vmsa->rax = (uint64_t)SVSM_PROTOCOL_CORE << 32 | SVSM_CORE_QUERY_PROTOCOL;
        vmsa->rcx = 1;
        vmsa->exit_code = 0x403;
        *fake_guest_at(area_of(last)) = 1;
        *fake_guest_at(area_of(last - 1)) = 1;
        fake.vcpu = last;
        svsm_handle_entry(last);
        assert_int_equal(vmsa->rax, SVSM_SUCCESS);
        assert_int_equal(*fake_guest_at(area_of(last)), 0);
        assert_int_equal(*fake_guest_at(area_of(last - 1)), 1);
        fake.vcpu = 0;
        delete_many();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(makes_a_page_a_vmsa, set_up),
                cmocka_unit_test_setup(refuses_bad_addresses, set_up),
                cmocka_unit_test_setup(refuses_page_0, set_up),
                cmocka_unit_test_setup(refuses_vcpus_that_cannot_be, set_up),
                cmocka_unit_test_setup(refuses_vmsas_that_give_more_than_the_guest_has, set_up),
                cmocka_unit_test_setup(refuses_vmsas_with_what_is_not_the_guests, set_up),
                cmocka_unit_test_setup(demands_its_own_features, set_up),
                cmocka_unit_test_setup(undoes_everything_when_the_last_step_fails, set_up),
                cmocka_unit_test_setup(refuses_a_page_that_is_a_vmsa_already, set_up),
                cmocka_unit_test_setup(deletes_what_it_made, set_up),
                cmocka_unit_test_setup(keeps_a_newer_vmsa_when_the_old_one_goes, set_up),
                cmocka_unit_test_setup(refuses_to_delete_what_is_none_or_in_use, set_up),
                cmocka_unit_test_setup(starts_vmpl0_before_the_guest_may_run_there, set_up),
                cmocka_unit_test_setup(changes_nothing_if_vmpl0_cannot_be_started, set_up),
                cmocka_unit_test_setup(starts_nothing_for_a_call_that_is_wrong, set_up),
                cmocka_unit_test_setup(has_512_vcpus, set_up),
                cmocka_unit_test_setup(serves_the_last_of_512, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
