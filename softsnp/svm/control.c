/* softsnp/svm/control.c - see control.h. Bits: APM vol. 2, appendix B, table B-1. */
#include "softsnp/svm/control.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/start/memory.h"

#define INTERCEPT_CR0_WRITE (1u << 16)
#define INTERCEPT_CR8_WRITE (1u << 24)
#define INTERCEPT_DR7       (1u << 7 | 1u << 23)

#define INTERCEPT_INTR     (1u << 0)
#define INTERCEPT_NMI      (1u << 1)
#define INTERCEPT_RDTSC    (1u << 14)
#define INTERCEPT_RDPMC    (1u << 15)
#define INTERCEPT_CPUID    (1u << 18)
#define INTERCEPT_INVD     (1u << 22)
#define INTERCEPT_HLT      (1u << 24)
#define INTERCEPT_INVLPGA  (1u << 26)
#define INTERCEPT_IOIO     (1u << 27)
#define INTERCEPT_MSR      (1u << 28)
#define INTERCEPT_SHUTDOWN (1u << 31)

#define INTERCEPT_VMRUN_TO_SKINIT 0x7f /* VMRUN VMMCALL VMLOAD VMSAVE STGI CLGI SKINIT */
#define INTERCEPT_RDTSCP          (1u << 7)
#define INTERCEPT_WBINVD          (1u << 9)
#define INTERCEPT_MONITOR         (1u << 10)
#define INTERCEPT_MWAIT           (1u << 11)
#define INTERCEPT_MWAIT_ARMED     (1u << 12)

#define INTERRUPT_CONTROL_TPR       0xfu
#define INTERRUPT_CONTROL_VIRQ      (1u << 8)
#define INTERRUPT_CONTROL_PRIORITY  0xf0000u
#define INTERRUPT_CONTROL_V_MASKING (1u << 24)
#define PRIORITY_SHIFT              16

/* One ASID for all instances: what tells their memory apart is the nested page table. */
#define NESTED_PAGING_ENABLE 1
#define GUEST_ASID           1

#define IO_MAP_SIZE  (3 * PAGE_SIZE)
#define MSR_MAP_SIZE (2 * PAGE_SIZE)

/* MSRs that an SEV-ES guest has to itself, in the VMSA: no exit on hardware either. */
static const uint32_t passed_msrs[] = {
        MSR_EFER,    MSR_STAR,           MSR_LSTAR,   MSR_CSTAR, MSR_SFMASK, MSR_FS_BASE,
        MSR_GS_BASE, MSR_KERNEL_GS_BASE, MSR_TSC_AUX, MSR_PAT,   0x00000174, /* SYSENTER_CS */
        0x00000175,                                                          /* SYSENTER_ESP */
        0x00000176,                                                          /* SYSENTER_EIP */
        0x00000048,                                                          /* SPEC_CTRL */
        0x00000049,                                                          /* PRED_CMD */
        0x00000da0,                                                          /* XSS */
};

static uint8_t *io_map;
static uint8_t *msr_map;

/* Which pair of bits of the map is for this MSR (APM vol. 2, section 15.11): three ranges of 8192. */
static uint32_t msr_map_index(uint32_t number)
{
        if (number >= 0xc0010000)
                return 0x4000 + (number - 0xc0010000);
        if (number >= 0xc0000000)
                return 0x2000 + (number - 0xc0000000);
        return number;
}

/*
 * A bit that is set exits: everything does, but for the MSRs above. One map of each kind serves all
 * vCPUs.
 */
void permission_maps_init(void)
{
        io_map = memory_allocate(IO_MAP_SIZE);
        msr_map = memory_allocate(MSR_MAP_SIZE);
        memset(io_map, 0xff, IO_MAP_SIZE);
        memset(msr_map, 0xff, MSR_MAP_SIZE);
        for (unsigned int i = 0; i < sizeof(passed_msrs) / sizeof(passed_msrs[0]); i++) {
                uint32_t bit = 2 * msr_map_index(passed_msrs[i]);

                msr_map[bit / 8] &= (uint8_t) ~(3u << bit % 8);
        }
}

/*
 * An instance whose APIC is in software: what comes from devices is masked by the host's IF, which is clear, and waits. HLT exits,
 * since what ends it comes from softsnp. With the host's IF set (run/loop.c) a device's interrupt exits.
 */
void vcpu_control_init(struct vcpu *vcpu)
{
        struct vmcb_control *control;

        vcpu->vmcb = memory_allocate(sizeof(struct vmcb));
        control = &vcpu->vmcb->control;
        control->intercept_dr = INTERCEPT_DR7;
        control->intercept_exception = 1u << VECTOR_UD;
        control->intercept_misc1 = INTERCEPT_INTR | INTERCEPT_NMI | INTERCEPT_RDPMC |
                                   INTERCEPT_CPUID | INTERCEPT_INVD | INTERCEPT_HLT |
                                   INTERCEPT_INVLPGA | INTERCEPT_IOIO | INTERCEPT_MSR |
                                   INTERCEPT_SHUTDOWN;
        control->intercept_misc2 = INTERCEPT_VMRUN_TO_SKINIT | INTERCEPT_WBINVD |
                                   INTERCEPT_MONITOR | INTERCEPT_MWAIT | INTERCEPT_MWAIT_ARMED;
        control->iopm_base = (uint64_t)io_map;
        control->msrpm_base = (uint64_t)msr_map;
        control->asid = GUEST_ASID;
        control->nested_paging = NESTED_PAGING_ENABLE;
        control->interrupt_control = INTERRUPT_CONTROL_V_MASKING;
}

/*
 * Interrupts do not exit: they go through the guest's own IDT as they come. HLT does not exit either; the CPU
 * sleeps in the guest.
 */
void vcpu_control_devices(struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        control->intercept_misc1 &= ~(INTERCEPT_INTR | INTERCEPT_HLT);
        control->interrupt_control = 0;
}

/*
 * QEMU delivers a virtual interrupt if its priority is at least the TPR (ctl_has_irq() in target/i386/tcg/sysemu/svm_helper.c); it
 * has to be above it, so one less is said.
 */
void vcpu_control_interrupt(struct vcpu *vcpu, unsigned int vector, unsigned int tpr)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        control->interrupt_control &=
                ~(INTERRUPT_CONTROL_TPR | INTERRUPT_CONTROL_VIRQ | INTERRUPT_CONTROL_PRIORITY);
        control->interrupt_control |= tpr >> 4;
        control->interrupt_vector = vector;
        if (vector)
                control->interrupt_control |= INTERRUPT_CONTROL_VIRQ | ((vector >> 4) - 1)
                                                                               << PRIORITY_SHIFT;
}

/* If the delivery itself exited, the event is in EXITINTINFO, and V_IRQ still says that it is to come. */
unsigned int vcpu_control_delivered(struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;
        unsigned int vector = control->interrupt_vector;
        bool cut_short = control->exit_interrupt_info & EVENT_VALID &&
                         (control->exit_interrupt_info & 0xff) == vector;

        if (control->interrupt_control & INTERRUPT_CONTROL_VIRQ && !cut_short)
                return 0;
        control->interrupt_control &= ~INTERRUPT_CONTROL_VIRQ;
        control->interrupt_vector = 0;
        return vector;
}

unsigned int vcpu_control_tpr(const struct vcpu *vcpu)
{
        return (vcpu->vmcb->control.interrupt_control & INTERRUPT_CONTROL_TPR) << 4;
}

/* The C-bit exists in page-table entries of 8 bytes only: with PAE or in long mode. */
bool vcpu_all_private(const struct vcpu *vcpu)
{
        const struct vmsa *state = vmcb_save(vcpu->vmcb);

        return !(state->cr0 & CR0_PG) || !((state->efer & EFER_LMA) || (state->cr4 & CR4_PAE));
}

static uint64_t nested_cr3(const struct vcpu *vcpu)
{
        return npt_root(vcpu->vmpl, vcpu_all_private(vcpu));
}

/*
 * Paging decides what is private: with it off, all is. Switching it on must be seen at once, so writes of CR0 exit while it
 * is off. Firmware writes CR0 thousands of times with it on; none of those exits. Should one switch paging off, the TLB
 * is empty and the next instruction is fetched without the C-bit from a page that is private: a nested page fault.
 */
void vcpu_control_prepare(struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        control->intercept_dr =
                vcpu->save_area->sev_features & SEV_FEATURE_DEBUG_SWAP ? 0 : INTERCEPT_DR7;
        control->intercept_cr = vcpu_state(vcpu)->cr0 & CR0_PG ? 0 : INTERCEPT_CR0_WRITE;
        if (control->interrupt_control & INTERRUPT_CONTROL_VIRQ)
                control->intercept_cr |= INTERCEPT_CR8_WRITE;
        control->nested_cr3 = nested_cr3(vcpu);
}

bool vcpu_control_fits(const struct vcpu *vcpu)
{
        return vcpu->vmcb->control.nested_cr3 == nested_cr3(vcpu);
}

void vcpu_control_tsc(struct vcpu *vcpu, bool exits, uint64_t offset)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        control->intercept_misc1 &= ~INTERCEPT_RDTSC;
        control->intercept_misc2 &= ~INTERCEPT_RDTSCP;
        if (exits) {
                control->intercept_misc1 |= INTERCEPT_RDTSC;
                control->intercept_misc2 |= INTERCEPT_RDTSCP;
        }
        control->tsc_offset = offset;
}

/*
 * What belongs to the state that was: a pending event or a masked interrupt of the old save area is
 * not the new one's.
 */
void vcpu_control_reset(struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        control->event_injection = 0;
        control->interrupt_shadow = 0;
        control->interrupt_control &= ~INTERRUPT_CONTROL_VIRQ;
        control->interrupt_vector = 0;
        memset(vcpu->vmcb->save, 0, sizeof(vcpu->vmcb->save));
}
