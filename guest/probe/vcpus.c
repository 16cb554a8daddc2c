/* guest/probe/vcpus.c - CREATE_VCPU and DELETE_VCPU. */
#include "guest/probe/probe.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

static _Alignas(4096) uint8_t vmsa_pages[2][4096];
_Alignas(4096) uint8_t second_vcpu_area[4096];
static uint8_t second_stack[4096];

volatile uint32_t second_ran;
extern const uint8_t second_entry[];

/*
 * Hosts refuse a VMSA at a multiple of 2 MiB, for an erratum of the CPU: of two pages in a row one
 * is at none.
 */
static uint64_t vmsa_address(void)
{
        bool bad = (uint64_t)vmsa_pages[0] % LARGE_PAGE_SIZE == 0;

        return (uint64_t)vmsa_pages[bad];
}

/* Written anew for each try: a refused call may have had the page for a while. */
static struct vmsa *prepare(void)
{
        struct vmsa *vmsa = (struct vmsa *)vmsa_address();

        fill_vmsa(vmsa, second_entry, second_stack + sizeof(second_stack));
        return vmsa;
}

static uint64_t create(uint64_t vmsa, uint64_t area, uint64_t apic_id)
{
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, apic_id);
}

static uint64_t delete (uint64_t vmsa)
{
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_DELETE_VCPU, vmsa, 0, 0);
}

/*
 * A save area is judged by what it says: its VMPL must be the guest's, EFER.SVME set and its SEV
 * features those of the guest (SVSM 1.00, section 6.3).
 */
static void test_refusals(void)
{
        uint64_t vmsa = vmsa_address();
        uint64_t area = (uint64_t)second_vcpu_area;

        prepare();
        expect("VMSA unaligned", create(vmsa + 8, area, 1), SVSM_ERR_INVALID_PARAMETER);
        expect("calling area unaligned", create(vmsa, area + 8, 1), SVSM_ERR_INVALID_PARAMETER);
        expect_true("calling area is the VMSA", create(vmsa, vmsa, 1) != SVSM_SUCCESS);
        expect_true("no such APIC ID", create(vmsa, area, 200) != SVSM_SUCCESS);
        for (const struct bad_address *bad = bad_addresses; bad->name; bad++) {
                expect(bad->name, create(bad->address, area, 1), bad->wanted);
                expect(bad->name, create(vmsa, bad->address, 1), bad->wanted);
                expect_true(bad->name, delete (bad->address) != SVSM_SUCCESS);
        }
        prepare()->vmpl = 0;
        expect_true("VMSA for VMPL0", create(vmsa, area, 1) != SVSM_SUCCESS);
        prepare()->efer = EFER_LME | EFER_LMA;
        expect_true("VMSA without SVME", create(vmsa, area, 1) != SVSM_SUCCESS);
        prepare()->sev_features = own_sev_features() ^ SEV_FEATURE_SECURE_TSC;
        expect_true("VMSA with other features", create(vmsa, area, 1) != SVSM_SUCCESS);
        expect_true("a page that is no VMSA", delete (vmsa) != SVSM_SUCCESS);
        *(volatile uint8_t *)vmsa = 0; /* refused calls leave the page ours */
}

/*
 * What is a VMSA now can be nothing else: no second vCPU's, no calling area, no plain memory. The
 * wait is bounded, so that a vCPU that never runs fails a test and hangs nothing.
 */
static void test_create(void)
{
        uint64_t vmsa = vmsa_address();
        bool again;

        prepare();
        if (create(vmsa, (uint64_t)second_vcpu_area, 1) != SVSM_SUCCESS) {
                probe_log("one vCPU: CREATE_VCPU of a second one not tried");
                return;
        }
        again = create(vmsa, (uint64_t)second_vcpu_area, 1) == SVSM_SUCCESS;
        expect_true("a VMSA cannot be created twice", !again);
        expect_true("a VMSA is no calling area",
                    svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_REMAP_CA, vmsa, 0, 0) != SVSM_SUCCESS);
        expect_true("a VMSA cannot be rescinded",
                    svsm_pvalidate(vmsa, false, false, true) != SVSM_SUCCESS);
        expect("start of the second vCPU", start_vcpu(vmsa, 1), 0);
        for (unsigned int i = 0; i < 200000000 && !second_ran; i++)
                cpu_relax();
        expect("the second vCPU ran", second_ran, 1);
}

/* Refusals first, as the page is a VMSA afterwards. */
void test_vcpus(void)
{
        test_refusals();
        test_create();
}
