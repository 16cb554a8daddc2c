/*
 * kernel/snp/vmsa.c - the states in which vCPUs begin.
 *
 * Values after reset: APM vol. 2, table 14-1, as far as a hypervisor lets a guest see them; Linux
 * arch/x86/include/asm/sev.h (AP_INIT_*). The save area itself: APM vol. 2, table B-4. A vCPU is created from one by the
 * host (GHCB 2.0, section 4.1.9, "SNP AP Creation"), who cannot read or change it.
 */
#include "kernel/arch/cpuid.h"
#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/mm/pages.h"
#include "kernel/cpu/image.h"
#include "kernel/snp/vcpu.h"
#include "lib/snp/reset.h"
#include "lib/snp/rmp.h"
#include "lib/x86/msr.h"

/* What a VMPL has or has not by itself, so that VMPL0's choice is not the guest's (APM vol. 2, section 15.36). */
#define FEATURES_OF_A_VMPL                                                              \
        (SEV_FEATURE_VTOM | SEV_FEATURE_REFLECT_VC | SEV_FEATURE_RESTRICTED_INJECTION | \
         SEV_FEATURE_ALTERNATE_INJECTION)

/* Selectors of a flat guest, which has no GDT until it loads one: only what is cached in the VMSA counts. */
#define FLAT_CODE 0x08
#define FLAT_DATA 0x10

/*
 * Not at a multiple of 2 MiB: early SNP processors mistake such a VMSA for a large page that is in use (Linux
 * snp_alloc_vmsa_page()).
 */
uint64_t vmsa_page_allocate(void)
{
        uint64_t page = page_allocate();
        uint64_t other;

        if (page % LARGE_PAGE_SIZE != 0 || !page)
                return page;
        other = page_allocate();
        page_free(page);
        return other;
}

static uint64_t own_features(void)
{
        return rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;
}

static uint64_t guest_features; /* 0: the parameters say nothing */

void arch_set_guest_sev_features(uint64_t measured)
{
        guest_features = measured;
}

/* Measured with the boot vCPU's VMSA; SEV_STATUS is the processor's, the host has no say in it. */
uint64_t arch_guest_sev_features(void)
{
        if (guest_features)
                return guest_features;
        return own_features() & ~FEATURES_OF_A_VMPL;
}

/* The page is zero; what is not set stays so, SPEC_CTRL and the event to inject among it. */
static void fill_common(struct vmsa *vmsa, unsigned int vmpl)
{
        const struct guest_request_time time = time_for_vmsa();

        vmsa->guest_tsc_scale = time.tsc_scale;
        vmsa->guest_tsc_offset = time.tsc_offset;
        vmsa->vmpl = (uint8_t)vmpl;
        vmsa->rflags = RFLAGS_FIXED;
        vmsa->dr6 = RESET_DR6;
        vmsa->dr7 = RESET_DR7;
        vmsa->pat = RESET_PAT;
        vmsa->xcr0 = RESET_XCR0;
        vmsa->mxcsr = RESET_MXCSR;
        vmsa->x87_fcw = RESET_FCW;
        vmsa->ldtr = (struct vmsa_segment){ 0, SEGMENT_LDT, 0xffff, 0 };
        vmsa->tr = (struct vmsa_segment){ 0, SEGMENT_TSS_BUSY, 0xffff, 0 };
}

static void fill_data_segments(struct vmsa *vmsa, struct vmsa_segment segment)
{
        vmsa->ds = segment;
        vmsa->es = segment;
        vmsa->ss = segment;
        vmsa->fs = segment;
        vmsa->gs = segment;
}

static void fill_long_mode(struct vmsa *vmsa, uint16_t code, uint16_t data)
{
        vmsa->cs = (struct vmsa_segment){ code, SEGMENT_CODE_64, 0xffffffff, 0 };
        fill_data_segments(vmsa, (struct vmsa_segment){ data, SEGMENT_DATA_32, 0xffffffff, 0 });
}

void vmsa_fill_vmpl0(struct vmsa *vmsa, void (*entry)(uint64_t), uint64_t stack_top,
                     uint64_t argument)
{
        fill_common(vmsa, 0);
        fill_long_mode(vmsa, SELECTOR_KERNEL_CODE, SELECTOR_KERNEL_DATA);
        vmsa->cr0 = read_cr0();
        vmsa->cr3 = image_root();
        vmsa->cr4 = read_cr4();
        vmsa->efer = rdmsr(MSR_EFER) | EFER_SVME;
        vmsa->rip = (uint64_t)entry;
        vmsa->rsp = stack_top - 8; /* as if it had been called */
        vmsa->rdi = argument;
        vmsa->sev_features = own_features();
}

/* CS:RIP is the reset vector, 16 bytes below 4 GiB; EDX is family, model and stepping, as after a reset. */
void vmsa_fill_reset(struct vmsa *vmsa, unsigned int vmpl)
{
        fill_common(vmsa, vmpl);
        vmsa->cs = (struct vmsa_segment){ 0xf000, SEGMENT_CODE_16, 0xffff, 0xffff0000 };
        fill_data_segments(vmsa, (struct vmsa_segment){ 0, SEGMENT_DATA_16, 0xffff, 0 });
        vmsa->gdtr.limit = 0xffff;
        vmsa->idtr.limit = 0xffff;
        vmsa->cr0 = CR0_ET;
        vmsa->efer = EFER_SVME;
        vmsa->rip = 0xfff0;
        vmsa->rdx = arch_cpuid(1, 0).eax;
        vmsa->sev_features = arch_guest_sev_features();
}

void vmsa_fill_flat(struct vmsa *vmsa, const struct params_guest *guest, gpa_t calling_area,
                    gpa_t secrets, gpa_t cpuid)
{
        fill_common(vmsa, guest->vmpl);
        fill_long_mode(vmsa, FLAT_CODE, FLAT_DATA);
        vmsa->cr0 = CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE;
        vmsa->cr3 = guest->page_tables | arch_pte_private();
        vmsa->cr4 = CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT;
        vmsa->efer = EFER_SVME | EFER_NXE | EFER_LMA | EFER_LME;
        vmsa->rip = guest->entry;
        vmsa->rsp = guest->stack;
        vmsa->rdi = calling_area.value;
        vmsa->rsi = secrets.value;
        vmsa->rdx = cpuid.value;
        vmsa->sev_features = arch_guest_sev_features();
}

/*
 * The VMSA attribute may only be set for a level below our own, whatever level the VMSA is for; that level gets no
 * rights to the page.
 */
bool vmsa_install(uint64_t page, uint32_t apic_id, unsigned int vmpl, unsigned int event)
{
        const struct vmsa *vmsa = arch_own_memory(page);
        const struct cpu *cpu = cpu_current();

        if (rmpadjust((uint64_t)vmsa, false, rmpadjust_attributes(1, 0) | RMPADJUST_VMSA) !=
            RMP_SUCCESS)
                return false;
        return ghcb_ap_creation(&cpu->ghcb, event, apic_id, vmpl, page, vmsa->sev_features) ==
               GHCB_OK;
}
