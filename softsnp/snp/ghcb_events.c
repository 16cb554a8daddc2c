/*
 * softsnp/snp/ghcb_events.c - see ghcb_events.h. Which fields a request must have and what an answer has: GHCB 2.0, section 4,
 * the list of events; section 4.1.16 for APIC IDs.
 */
#include "softsnp/snp/ghcb_events.h"

#include "lib/snp/reset.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/snp/msr_policy.h"
#include "softsnp/start/console.h"
#include "softsnp/start/personality.h"

#define LOG_LIMIT 32

#define HYPERCALL_UNKNOWN ((uint64_t)-1000) /* KVM_ENOSYS, what KVM answers */

#define LEAF_XSAVE 0xd

/* The answer for leaf 0xd depends on XCR0, which only the guest knows: so it must be given. */
struct ghcb_answer serve_cpuid(struct ghcb_call *call)
{
        struct cpuid_result r;

        if (!GHCB_HAS(call, rax) || !GHCB_HAS(call, rcx) ||
            ((uint32_t)call->rax == LEAF_XSAVE && !GHCB_HAS(call, xcr0)))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        r = machine_cpuid(call->vcpu->cpu->id, (uint32_t)call->rax, (uint32_t)call->rcx,
                          GHCB_HAS(call, xcr0) ? call->xcr0 : RESET_XCR0);
        GHCB_SET(call->page, rax, r.eax);
        GHCB_SET(call->page, rbx, r.ebx);
        GHCB_SET(call->page, rcx, r.ecx);
        GHCB_SET(call->page, rdx, r.edx);
        return ghcb_done(0);
}

/* Each register once, and no more than LOG_LIMIT of them: guests try many. */
static void log_once(uint32_t number, const struct vcpu *vcpu, bool write)
{
        static uint32_t seen[LOG_LIMIT];
        static unsigned int count;

        for (unsigned int i = 0; i < count; i++)
                if (seen[i] == number)
                        return;
        if (count == LOG_LIMIT)
                return;
        seen[count++] = number;
        log_line("msr: VMPL%u %s %x, which there is not", vcpu->vmpl, write ? "writes" : "reads",
                 number);
}

/*
 * A register that is fixed takes every value and keeps its own, so that firmware which writes it
 * goes on.
 */
static struct ghcb_answer write_msr(const struct ghcb_call *call,
                                    const struct personality_msr *rule)
{
        if (!GHCB_HAS(call, rax) || !GHCB_HAS(call, rdx))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if (rule->action == PERSONALITY_MSR_PASS)
                wrmsr((uint32_t)call->rcx, (uint32_t)call->rax | call->rdx << 32);
        return ghcb_done(0);
}

/* Both halves are written whether the value has them or not, as RDMSR does. */
static struct ghcb_answer read_msr(struct ghcb_call *call, const struct personality_msr *rule)
{
        uint64_t value = rule->value;

        if (rule->action != PERSONALITY_MSR_FIXED)
                value = rdmsr((uint32_t)call->rcx);
        GHCB_SET(call->page, rax, (uint32_t)value);
        GHCB_SET(call->page, rdx, value >> 32);
        return ghcb_done(0);
}

/* exit_info1 says the direction: 1 is a write. */
struct ghcb_answer serve_msr(struct ghcb_call *call)
{
        const struct personality_msr *rule = msr_policy(&personality, (uint32_t)call->rcx);
        bool write = call->info1 & 1;

        if (!GHCB_HAS(call, rcx))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if (is_apic_msr((uint32_t)call->rcx))
                return serve_apic_msr(call);
        if (rule->action == PERSONALITY_MSR_FAULT) {
                log_once((uint32_t)call->rcx, call->vcpu, write);
                return ghcb_raise_gp();
        }
        return write ? write_msr(call, rule) : read_msr(call, rule);
}

/* Nothing to do: WBINVD, MONITOR, MWAIT, debug registers. */
static struct ghcb_answer nothing(struct ghcb_call *call)
{
        (void)call;
        return ghcb_done(0);
}

/* Its handler is done: the next may come (SVM_VMGEXIT_NMI_COMPLETE in Linux arch/x86/kvm/svm/sev.c). */
static struct ghcb_answer nmi_complete(struct ghcb_call *call)
{
        call->vcpu->nmi_blocked = false;
        return ghcb_done(0);
}

/*
 * RDTSCP gives TSC_AUX too, which is the guest's: it is in the CPU while the guest's instance is.
 */
static struct ghcb_answer read_tsc(struct ghcb_call *call)
{
        uint64_t value = rdtsc();

        GHCB_SET(call->page, rax, (uint32_t)value);
        GHCB_SET(call->page, rdx, value >> 32);
        if (call->code == GHCB_EVENT_RDTSCP)
                GHCB_SET(call->page, rcx, (uint32_t)rdmsr(MSR_TSC_AUX));
        return ghcb_done(0);
}

/* There are no performance counters; they read as stopped. */
static struct ghcb_answer read_counter(struct ghcb_call *call)
{
        if (!GHCB_HAS(call, rcx))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        GHCB_SET(call->page, rax, 0);
        GHCB_SET(call->page, rdx, 0);
        return ghcb_done(0);
}

/* There are none: a guest of KVM's asks and goes on without. */
static struct ghcb_answer hypercall(struct ghcb_call *call)
{
        if (!GHCB_HAS(call, rax))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        GHCB_SET(call->page, rax, HYPERCALL_UNKNOWN);
        return ghcb_done(0);
}

/*
 * Start-up IPIs do not reach vCPUs here; one that waits for it waits until AP creation gives it a new state. An
 * answer other than 0 would mean that the IPI came.
 */
static struct ghcb_answer ap_reset_hold(struct ghcb_call *call)
{
        call->vcpu->held = true;
        return ghcb_done(0);
}

/* exit_info1: 0 to keep the table's address in exit_info2, 1 to ask for it. */
static struct ghcb_answer ap_jump_table(struct ghcb_call *call)
{
        static uint64_t table;

        if (call->info1 > 1)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (call->info1 == 1)
                return ghcb_done(table);
        table = call->info2;
        return ghcb_done(0);
}

/* exit_info1: the page for the list; RAX: how many pages there are, and on return how many it takes. */
static struct ghcb_answer apic_id_list(struct ghcb_call *call)
{
        uint32_t *list;

        if (!(personality.hypervisor_features & GHCB_FEATURE_APIC_ID_LIST))
                return ghcb_malformed(GHCB_ERROR_INVALID_EVENT);
        if (!GHCB_HAS(call, rax))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        GHCB_SET(call->page, rax, 1);
        if (call->rax == 0)
                return ghcb_done(0);
        list = page_aligned(call->info1) ? rmp_shared_bytes(call->info1, PAGE_SIZE) : NULL;
        if (!list)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        list[0] = cpu_count;
        for (unsigned int i = 0; i < cpu_count; i++)
                list[1 + i] = cpus[i].id;
        return ghcb_done(0);
}

static struct ghcb_answer hypervisor_features(struct ghcb_call *call)
{
        (void)call;
        return ghcb_done(personality.hypervisor_features);
}

/* The guest met a #VC that it cannot handle, so the instruction that caused it faults. */
static struct ghcb_answer unsupported_exit(struct ghcb_call *call)
{
        static unsigned int logged;

        if (logged < LOG_LIMIT) {
                logged++;
                log_line("ghcb: VMPL%u cannot handle #VC %lx at rip %lx", call->vcpu->vmpl,
                         call->info1, vcpu_state(call->vcpu)->rip);
        }
        return ghcb_raise_gp();
}

/*
 * The events that are not frequent: ghcb_page.c asks for the others by a switch before it comes
 * here.
 */
const struct ghcb_event_handler ghcb_event_handlers[] = {
        { GHCB_EVENT_DR7_READ, nothing },
        { GHCB_EVENT_DR7_WRITE, nothing },
        { GHCB_EVENT_RDTSC, read_tsc },
        { GHCB_EVENT_RDTSCP, read_tsc },
        { GHCB_EVENT_RDPMC, read_counter },
        { GHCB_EVENT_VMMCALL, hypercall },
        { GHCB_EVENT_WBINVD, nothing },
        { GHCB_EVENT_MONITOR, nothing },
        { GHCB_EVENT_MWAIT, nothing },
        { GHCB_EVENT_NMI_COMPLETE, nmi_complete },
        { GHCB_EVENT_AP_RESET_HOLD, ap_reset_hold },
        { GHCB_EVENT_AP_JUMP_TABLE, ap_jump_table },
        { GHCB_EVENT_GUEST_REQUEST, serve_guest_request },
        { GHCB_EVENT_EXT_GUEST_REQUEST, serve_guest_request },
        { GHCB_EVENT_HV_DOORBELL, serve_doorbell },
        { GHCB_EVENT_HV_IPI, serve_hv_ipi },
        { GHCB_EVENT_APIC_ID_LIST, apic_id_list },
        { GHCB_EVENT_HV_FEATURES, hypervisor_features },
        { GHCB_EVENT_UNSUPPORTED, unsupported_exit },
        { 0, NULL },
};
