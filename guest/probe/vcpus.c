/* guest/probe/vcpus.c - CREATE_VCPU and DELETE_VCPU. */
#include "guest/probe/probe.h"
#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

static _Alignas(4096) uint8_t vmsa_pages[2][4096];
_Alignas(4096) uint8_t second_vcpu_area[4096];
static uint8_t second_stack[4096];

volatile uint32_t second_ran;
extern const uint8_t second_entry[];

static uint64_t vmsa_address(void)
{
        bool bad = (uint64_t)vmsa_pages[0] % LARGE_PAGE_SIZE == 0;

        return (uint64_t)vmsa_pages[bad];
}

/* A VMSA must have the features of the one that runs. */
static uint64_t own_features(void)
{
        return rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;
}

static struct vmsa *prepare(void)
{
        struct vmsa *vmsa = (struct vmsa *)vmsa_address();
        struct vmsa_segment data = { .selector = 0x18, .attributes = 0xc93, .limit = 0xffffffff };

        memset(vmsa, 0, sizeof(*vmsa));
        vmsa->cs =
                (struct vmsa_segment){ .selector = 0x10, .attributes = 0xa9b, .limit = 0xffffffff };
        vmsa->ds = vmsa->es = vmsa->ss = vmsa->fs = vmsa->gs = data;
        vmsa->tr = (struct vmsa_segment){ .attributes = 0x8b, .limit = 0xffff };
        vmsa->ldtr = (struct vmsa_segment){ .attributes = 0x82, .limit = 0xffff };
        vmsa->cr0 = read_cr0();
        vmsa->cr3 = read_cr3();
        vmsa->cr4 = read_cr4();
        vmsa->efer = rdmsr(MSR_EFER) | EFER_SVME;
        vmsa->pat = rdmsr(MSR_PAT);
        vmsa->dr6 = 0xffff0ff0;
        vmsa->dr7 = 0x400;
        vmsa->rflags = RFLAGS_FIXED;
        vmsa->xcr0 = 1;
        vmsa->mxcsr = 0x1f80;
        vmsa->x87_fcw = 0x37f;
        vmsa->vmpl = probe.secrets->svsm_guest_vmpl;
        vmsa->sev_features = own_features();
        vmsa->rip = (uint64_t)second_entry;
        vmsa->rsp = (uint64_t)second_stack + sizeof(second_stack);
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
        prepare()->sev_features = own_features() ^ SEV_FEATURE_SECURE_TSC;
        expect_true("VMSA with other features", create(vmsa, area, 1) != SVSM_SUCCESS);
        expect_true("a page that is no VMSA", delete (vmsa) != SVSM_SUCCESS);
        *(volatile uint8_t *)vmsa = 0; /* refused calls leave the page ours */
}

/* Starts the second vCPU through the hypervisor, as Linux does after CREATE_VCPU. */
static uint64_t start_second(uint64_t vmsa)
{
        struct ghcb *ghcb = probe_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, own_features());
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_AP_CREATION);
        GHCB_SET(ghcb, exit_info1,
                 UINT64_C(1) << 32 | (uint64_t)probe.secrets->svsm_guest_vmpl << 16 |
                         GHCB_AP_CREATE);
        GHCB_SET(ghcb, exit_info2, vmsa);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        vmgexit();
        return (uint32_t)ghcb->exit_info1;
}

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
        expect("start of the second vCPU", start_second(vmsa), 0);
        for (unsigned int i = 0; i < 200000000 && !second_ran; i++)
                cpu_relax();
        expect("the second vCPU ran", second_ran, 1);
}

void test_vcpus(void)
{
        test_refusals();
        test_create();
}
