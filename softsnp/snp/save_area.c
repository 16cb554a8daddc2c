/*
 * softsnp/snp/save_area.c - save areas: loading and storing what VMRUN and #VMEXIT of an SEV-ES guest load and
 * store, and which instance has which (APM vol. 2, section 15.35.8; fields: appendix B, table B-4).
 */
#include "lib/base/memory.h"
#include "lib/snp/reset.h"
#include "lib/x86/msr.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/fpu_image.h"
#include "softsnp/snp/guest_tsc.h"
#include "softsnp/start/memory.h"

#define EXIT_VMGEXIT 0x403 /* exit code of REP VMMCALL under SEV-ES (APM vol. 2, appendix C) */

/* The two parts of VMSA and VMCB that are the same; between them lie VMPL and CPL. */
#define FIRST_PART_END    offsetof(struct vmsa, reserved_c8)
#define SECOND_PART_START offsetof(struct vmsa, efer)
#define SECOND_PART_SIZE  (VMSA_SHARED_WITH_VMCB - SECOND_PART_START)

/* The VMPL is not among them: each instance has its own. */
static void copy_shared_fields(struct vmsa *to, const struct vmsa *from)
{
        memcpy(to, from, FIRST_PART_END);
        to->cpl = from->cpl;
        memcpy((uint8_t *)to + SECOND_PART_START, (const uint8_t *)from + SECOND_PART_START,
               SECOND_PART_SIZE);
}

/*
 * RAX, RSP and RIP are in the parts that are copied; the rest VMRUN does not load, and enter.S
 * does.
 */
static void load_registers(struct vcpu *vcpu, const struct vmsa *area)
{
        vcpu->registers[REGISTER_RCX] = area->rcx;
        vcpu->registers[REGISTER_RDX] = area->rdx;
        vcpu->registers[REGISTER_RBX] = area->rbx;
        vcpu->registers[REGISTER_RBP] = area->rbp;
        vcpu->registers[REGISTER_RSI] = area->rsi;
        vcpu->registers[REGISTER_RDI] = area->rdi;
        memcpy(&vcpu->registers[8], &area->r8, 8 * sizeof(uint64_t));
}

/* RAX, RSP and RIP are in what copy_shared_fields() brings back. */
static void store_registers(const struct vcpu *vcpu, struct vmsa *area)
{
        area->rcx = vcpu->registers[REGISTER_RCX];
        area->rdx = vcpu->registers[REGISTER_RDX];
        area->rbx = vcpu->registers[REGISTER_RBX];
        area->rbp = vcpu->registers[REGISTER_RBP];
        area->rsi = vcpu->registers[REGISTER_RSI];
        area->rdi = vcpu->registers[REGISTER_RDI];
        memcpy(&area->r8, &vcpu->registers[8], 8 * sizeof(uint64_t));
}

/* The entry of the page with the save area; NULL for the boot vCPU's, which is the machine's memory. */
static struct rmp_entry *entry_of(const struct vcpu *vcpu)
{
        uint64_t index = memory_page_index(vcpu->vmsa);

        if (index == PAGE_INDEX_NONE || memory_page_bytes(index) != vcpu->save_area)
                return NULL;
        return rmp_entry(index);
}

static void set_in_use(const struct vcpu *vcpu, bool in_use)
{
        struct rmp_entry *entry = entry_of(vcpu);

        if (entry)
                entry->in_use = in_use;
}

/* VMRUN fails if the page is no save area any more. */
static void check_save_area(struct vcpu *vcpu)
{
        const struct rmp_entry *entry = entry_of(vcpu);

        if (entry && (!entry->assigned || !entry->validated || !entry->vmsa))
                vcpu_stop(vcpu, "VMPL%u of vcpu %u cannot run: gpa %lx is no VMSA any more",
                          vcpu->vmpl, vcpu->cpu->id, vcpu->vmsa.value);
}

/*
 * WRMSR refuses memory types that there are not (APM vol. 2, section 7.8), but a save area could hold them. Each of the
 * eight bytes is 0, 1, or 4 to 7: no bit above bit 2, and bit 1 only with bit 2.
 */
static bool is_pat(uint64_t value)
{
        const uint64_t each_byte = UINT64_C(0x0101010101010101);

        return (value & 0xf8 * each_byte) == 0 && (value >> 1 & ~(value >> 2) & each_byte) == 0;
}

/* Save areas that say nothing, as if XSETBV had never been, get what XCR0 is after reset. */
static uint64_t xcr0_of(struct vcpu *vcpu, const struct vmsa *area)
{
        uint64_t xcr0 = area->xcr0 ? area->xcr0 : RESET_XCR0;

        if (!xstate_is_valid(xcr0))
                vcpu_stop(vcpu, "VMPL%u of vcpu %u cannot run: XCR0 %lx", vcpu->vmpl, vcpu->cpu->id,
                          xcr0);
        return xcr0;
}

/*
 * DEBUG_SWAP: DR0 to DR3 belong to the save area, and so do their masks, which no CPU below has (APM vol. 2, section 15.35.8;
 * KVM, svm/sev.c, sev_es_init_vmcb()). Without it nobody switches them.
 */
static void load_debug_registers(const struct vmsa *area)
{
        if (!(area->sev_features & SEV_FEATURE_DEBUG_SWAP))
                return;
        __asm__ volatile("mov %0, %%dr0" : : "r"(area->dr[0]));
        __asm__ volatile("mov %0, %%dr1" : : "r"(area->dr[1]));
        __asm__ volatile("mov %0, %%dr2" : : "r"(area->dr[2]));
        __asm__ volatile("mov %0, %%dr3" : : "r"(area->dr[3]));
}

static void store_debug_registers(struct vmsa *area)
{
        if (!(area->sev_features & SEV_FEATURE_DEBUG_SWAP))
                return;
        __asm__ volatile("mov %%dr0, %0" : "=r"(area->dr[0]));
        __asm__ volatile("mov %%dr1, %0" : "=r"(area->dr[1]));
        __asm__ volatile("mov %%dr2, %0" : "=r"(area->dr[2]));
        __asm__ volatile("mov %%dr3, %0" : "=r"(area->dr[3]));
}

/*
 * With nested paging the CPU below keeps one PAT for machine and guest, as it does TSC_AUX. EFER.SVME is as the guest has it:
 * whoever enters looks at it.
 */
void vmsa_load(struct vcpu *vcpu)
{
        const struct vmsa *area = vcpu->save_area;
        struct vmsa *state = vcpu_state(vcpu);

        check_save_area(vcpu);
        if (!is_pat(area->pat))
                vcpu_stop(vcpu, "VMPL%u of vcpu %u cannot run: PAT %lx", vcpu->vmpl, vcpu->cpu->id,
                          area->pat);
        copy_shared_fields(state, area);
        load_registers(vcpu, area);
        load_debug_registers(area);
        load_tsc(vcpu, area);
        fpu_image_from_vmsa((struct fpu_image *)(void *)vcpu->fpu, area);
        xstate_load(vcpu->fpu, xcr0_of(vcpu, area));
        wrmsr(MSR_TSC_AUX, area->tsc_aux);
        wrmsr(MSR_PAT, area->pat);
        set_in_use(vcpu, true);
}

void vmsa_store(struct vcpu *vcpu)
{
        const struct vmcb_control *control = &vcpu->vmcb->control;
        struct vmsa *area = vcpu->save_area;

        copy_shared_fields(area, vcpu_state(vcpu));
        store_registers(vcpu, area);
        store_debug_registers(area);
        area->exit_code =
                control->exit_code == SVM_EXIT_VMMCALL ? EXIT_VMGEXIT : control->exit_code;
        area->exit_info1 = control->exit_info1;
        area->exit_info2 = control->exit_info2;
        area->xcr0 = xstate_store(vcpu->fpu);
        fpu_image_to_vmsa((const struct fpu_image *)(void *)vcpu->fpu, area);
        area->tsc_aux = (uint32_t)rdmsr(MSR_TSC_AUX);
        area->pat = rdmsr(MSR_PAT);
        set_in_use(vcpu, false);
}

/* What was there is not stored; if it runs, its CPU comes out and looks again. */
static void drop(struct vcpu *vcpu)
{
        vcpu->halted = false;
        vcpu->held = false;
        vcpu->nmi_blocked = false;
        if (vcpu->cpu->vmpl == vcpu->vmpl)
                cpu_kick(vcpu->cpu);
        if (vcpu->save_area)
                set_in_use(vcpu, false);
        vcpu->reload = true;
        vcpu->run_request = RUN_VMPL_NONE;
        vcpu->save_area = NULL;
}

/*
 * The GHCB MSR stays as it was: OVMF's processors rely on it when they are created again. The vCPU looks anew at what it has to run,
 * whatever plane the save area is for: its HLT ends (KVM_REQ_PLANE_RESCHED in sev_snp_ap_creation() and kvm_vcpu_has_events(),
 * Linux arch/x86/kvm with planes).
 */
void vcpu_set_vmsa(struct vcpu *vcpu, struct vmsa *save_area, gpa_t vmsa)
{
        drop(vcpu);
        vcpu->exists = true;
        vcpu->vmsa = vmsa;
        vcpu->save_area = save_area;
        vcpu->cpu->woken = true;
        cpu_poke(vcpu->cpu);
}

void vcpu_clear_vmsa(struct vcpu *vcpu)
{
        drop(vcpu);
}
