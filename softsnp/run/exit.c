/*
 * softsnp/run/exit.c - see exit.h.
 *
 * For a guest with encrypted state the CPU sorts events in automatic exits, which the guest does not see, and
 * non-automatic ones, which raise #VC so that the guest decides what the host learns (APM vol. 2, section
 * 15.35.4 and 15.35.5). Here both are exits of the CPU below, and this is where they are sorted.
 */
#include "softsnp/run/exit.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/exceptions.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/cr0_write.h"
#include "softsnp/svm/cr8_write.h"
#include "softsnp/svm/diagnose.h"
#include "softsnp/svm/emulate.h"
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"

#define VMGEXIT_LENGTH 4

/* Instructions that the CPU below does not know: F2 or F3, 0F 01, and one of these. */
#define OPCODE_PVALIDATE 0xff
#define OPCODE_RMPADJUST 0xfe
#define OPCODE_RMPQUERY  0xfd
/* The same without F2 and F3. */
#define OPCODE_INVLPGB 0xfe
#define OPCODE_TLBSYNC 0xff

static bool is_rmp_instruction(const uint8_t *bytes)
{
        if (bytes[1] != 0x0f || bytes[2] != 0x01)
                return false;
        if (bytes[0] == 0xf2)
                return bytes[3] == OPCODE_PVALIDATE;
        return bytes[0] == 0xf3 && (bytes[3] == OPCODE_RMPADJUST || bytes[3] == OPCODE_RMPQUERY);
}

static bool is_flush_instruction(const uint8_t *bytes)
{
        return bytes[0] == 0x0f && bytes[1] == 0x01 &&
               (bytes[2] == OPCODE_INVLPGB || bytes[2] == OPCODE_TLBSYNC);
}

static void undefined_opcode(struct vcpu *vcpu)
{
        uint8_t bytes[4];
        size_t length = guest_fetch(vcpu, bytes, sizeof(bytes));

        if (length == sizeof(bytes) && is_rmp_instruction(bytes))
                rmp_instruction(vcpu, bytes[3]);
        else if (length >= 3 && is_flush_instruction(bytes))
                flush_instruction(vcpu, bytes[2]);
        else if (!emulate_instruction(vcpu))
                raise_ud(vcpu);
}

static bool is_at_vmgexit(struct vcpu *vcpu)
{
        uint8_t bytes[VMGEXIT_LENGTH];

        return guest_fetch(vcpu, bytes, sizeof(bytes)) == sizeof(bytes) && bytes[0] == 0xf3 &&
               bytes[1] == 0x0f && bytes[2] == 0x01 && bytes[3] == 0xd9;
}

static void vmgexit(struct vcpu *vcpu)
{
        vcpu_state(vcpu)->rip += VMGEXIT_LENGTH;
        diagnose_forget_vc(vcpu);
        snp_vmgexit(vcpu);
}

/*
 * VMGEXIT is VMMCALL with REP. This machine looks at the CPL of neither: a guest's user programs can execute
 * VMGEXIT, and it serves what the GHCB MSR holds. A guest had better not count on hardware that refuses it.
 */
static void vmmcall(struct vcpu *vcpu)
{
        if (is_at_vmgexit(vcpu))
                vmgexit(vcpu);
        else
                raise_vc(vcpu, SVM_EXIT_VMMCALL);
}

/*
 * A guest's kernel writes the GHCB MSR right before each VMGEXIT. If that is the next instruction it is executed in
 * the same exit, as by a CPU that took no interrupt between the two; a single step would come between them.
 */
static void after_ghcb_msr(struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        if (vcpu_state(vcpu)->rflags & RFLAGS_TF || !is_at_vmgexit(vcpu))
                return;
        control->exit_code = SVM_EXIT_VMMCALL;
        control->exit_info1 = 0;
        control->exit_info2 = 0;
        vmgexit(vcpu);
}

static void msr(struct vcpu *vcpu)
{
        uint32_t number = (uint32_t)vcpu->registers[REGISTER_RCX];
        bool write = vcpu->vmcb->control.exit_info1 & 1;

        if (!snp_msr(vcpu, number, write))
                raise_vc(vcpu, SVM_EXIT_MSR);
        else if (number == MSR_GHCB && write)
                after_ghcb_msr(vcpu);
}

static void nested_page_fault(struct vcpu *vcpu)
{
        if (vcpu_control_fits(vcpu))
                snp_nested_page_fault(vcpu);
}

#define HLT_LENGTH 1

/* An automatic exit: the guest sees none of it (APM vol. 2, section 15.35.4). STI's shadow is over. */
static void halt(struct vcpu *vcpu)
{
        vcpu_state(vcpu)->rip += HLT_LENGTH;
        vcpu->vmcb->control.interrupt_shadow = 0;
        vcpu->halted = true;
}

/* An NMI is a CPU that wants us out of the guest; or else a device's or the guest's own, and passed on. */
static void nmi(struct cpu *cpu)
{
        cpu_take_nmi();
        if (cpu->kicked)
                cpu->kicked = false;
        else
                cpu->nmi_pending = true;
}

void exit_handle(struct vcpu *vcpu)
{
        uint64_t code = vcpu->vmcb->control.exit_code;

        switch (code) {
        case SVM_EXIT_VMMCALL:
                vmmcall(vcpu);
                break;
        case SVM_EXIT_MSR:
                msr(vcpu);
                break;
        case SVM_EXIT_NPF:
                nested_page_fault(vcpu);
                break;
        case SVM_EXIT_NMI:
                nmi(vcpu->cpu);
                break;
        case SVM_EXIT_INTR:
                vcpu->cpu->device_waits = true;
                break;
        case SVM_EXIT_HLT:
                halt(vcpu);
                break;
        case SVM_EXIT_RDTSC:
        case SVM_EXIT_RDTSCP:
                snp_rdtsc(vcpu, code == SVM_EXIT_RDTSCP);
                break;
        case SVM_EXIT_EXCEPTION_UD:
                undefined_opcode(vcpu);
                break;
        case SVM_EXIT_CR0_WRITE:
                cr0_write(vcpu);
                break;
        case SVM_EXIT_CR8_WRITE:
                cr8_write(vcpu);
                break;
        case SVM_EXIT_IOIO:
        case SVM_EXIT_CPUID:
        case SVM_EXIT_DR7_READ:
        case SVM_EXIT_DR7_WRITE:
        case SVM_EXIT_RDPMC:
        case SVM_EXIT_INVD:
        case SVM_EXIT_WBINVD:
        case SVM_EXIT_MONITOR:
        case SVM_EXIT_MWAIT:
                raise_vc(vcpu, code);
                break;
        case SVM_EXIT_MWAIT_ARMED:
                raise_vc(vcpu, SVM_EXIT_MWAIT);
                break;
        case SVM_EXIT_INVLPGA:
        case SVM_EXIT_VMRUN:
        case SVM_EXIT_VMLOAD:
        case SVM_EXIT_VMSAVE:
        case SVM_EXIT_STGI:
        case SVM_EXIT_CLGI:
        case SVM_EXIT_SKINIT:
                raise_ud(vcpu);
                break;
        case SVM_EXIT_SHUTDOWN:
                vcpu_stop(vcpu, "VMPL%u of vcpu %u shut down (triple fault) at rip 0x%lx",
                          vcpu->vmpl, vcpu->cpu->id, vcpu_state(vcpu)->rip);
        default:
                vcpu_stop(vcpu, "exit 0x%lx is not handled", code);
        }
}
