/* softsnp/snp/ghcb_msr.c - VMGEXIT, and the protocol whose requests fit into MSR_GHCB (GHCB 2.0, section 2.3.1). */
#include "lib/base/memory.h"
#include "lib/snp/reset.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/rmp/change.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/ghcb_answers.h"
#include "softsnp/snp/ghcb_log.h"
#include "softsnp/snp/ghcb_page.h"
#include "softsnp/snp/run_vmpl.h"
#include "softsnp/snp/terminate.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

#define PROTOCOL_VERSION_LEAST UINT64_C(1)
#define PROTOCOL_VERSION_MOST  UINT64_C(2)

#define GHCB_MSR_AP_RESET_HOLD_REQUEST  0x006
#define GHCB_MSR_AP_RESET_HOLD_RESPONSE 0x007

#define NO_GPA   UINT64_C(0xfffffffffffff000) /* the answer that names no page */
#define GFN(msr) ((msr) >> 12 & UINT64_C(0xffffffffff))

/* Versions: the most in 63:48, the least in 47:32; the C-bit's position in 31:24. */
static uint64_t sev_info(void)
{
        return PROTOCOL_VERSION_MOST << 48 | PROTOCOL_VERSION_LEAST << 32 |
               personality.c_bit << 24 | GHCB_MSR_SEV_INFO;
}

/*
 * One register a request: 63:32 the function, 31:30 which of EAX to EDX. The index cannot be said,
 * so it is 0.
 */
static uint64_t cpuid_answer(const struct vcpu *vcpu, uint64_t request)
{
        struct cpuid_result r =
                machine_cpuid(vcpu->cpu->id, (uint32_t)(request >> 32), 0, RESET_XCR0);
        unsigned int which = request >> 30 & 3;
        uint32_t values[4] = { r.eax, r.ebx, r.ecx, r.edx };

        return (uint64_t)values[which] << 32 | (uint64_t)which << 30 | GHCB_MSR_CPUID_RESPONSE;
}

static uint64_t refuse_register(const struct vcpu *vcpu, uint64_t request)
{
        ghcb_log_msr(vcpu, request, "the GHCB is not registered, as no memory is there");
        return NO_GPA | GHCB_MSR_REGISTERED;
}

/* The page need not be shared yet; whether it is counts when it is used. */
static uint64_t register_ghcb(struct vcpu *vcpu, uint64_t request)
{
        gpa_t page = gpa(page_down(request));

        if (!memory_guest_bytes(page, PAGE_SIZE))
                return refuse_register(vcpu, request);
        vcpu->ghcb_registered = true;
        vcpu->registered_ghcb = page;
        return page.value | GHCB_MSR_REGISTERED;
}

/* One page of 4 KiB; the operation in 55:52. An error is not 0 in 63:32. */
static uint64_t change_page_state(const struct vcpu *vcpu, uint64_t request)
{
        unsigned int operation = request >> 52 & 0xf;
        uint32_t error = 1;

        if (operation == GHCB_PSC_PRIVATE || operation == GHCB_PSC_SHARED)
                error = rmp_change_state(GFN(request), operation, false);
        npt_flush(vcpu->cpu);
        if (error)
                ghcb_log_msr(vcpu, request, "the page's state is not changed");
        return (uint64_t)error << 32 | GHCB_MSR_PSC_RESPONSE;
}

/*
 * The protocol has no answer that says so: the guest finds its request unchanged (KVM, svm/sev.c,
 * sev_handle_vmgexit_msr_protocol()).
 */
static void unknown_function(const struct vcpu *vcpu, uint64_t request)
{
        ghcb_log_msr(vcpu, request, "there is no such function");
}

/*
 * If it works the answer is written when this instance runs again: now another one is current. There is room for one
 * error in 63:32, so it is the page protocol's second word.
 */
static void run_vmpl_by_msr(struct vcpu *vcpu, uint64_t request)
{
        unsigned int vmpl = request >> 32 & 0xff;
        struct ghcb_answer answer;

        if (personality.vmpls == 1) {
                unknown_function(vcpu, request);
                return;
        }
        answer = run_vmpl(vcpu, vmpl, RUN_VMPL_BY_MSR, gpa(0));
        ghcb_note_run_vmpl(vcpu, vmpl, run_vmpl_error(answer));
        if (answer.info1 == GHCB_RESULT_OK)
                return;
        ghcb_log_msr(vcpu, request, "RUN_VMPL is refused");
        vcpu->ghcb_msr = ghcb_msr_run_vmpl_answer((uint32_t)answer.info2);
}

/* The GHCB that would be preferred, were there one: none. */
static uint64_t preferred_ghcb(void)
{
        return NO_GPA | GHCB_MSR_PREFERRED;
}

static void msr_protocol(struct vcpu *vcpu, uint64_t request)
{
        if ((request & GHCB_MSR_FUNCTION_MASK) != GHCB_MSR_RUN_VMPL_REQUEST)
                ghcb_note_other(vcpu);
        switch (request & GHCB_MSR_FUNCTION_MASK) {
        case GHCB_MSR_SEV_INFO_REQUEST:
                vcpu->ghcb_msr = sev_info();
                break;
        case GHCB_MSR_CPUID_REQUEST:
                vcpu->ghcb_msr = cpuid_answer(vcpu, request);
                break;
        case GHCB_MSR_AP_RESET_HOLD_REQUEST:
                vcpu->ghcb_msr = GHCB_MSR_AP_RESET_HOLD_RESPONSE;
                vcpu->held = true;
                break;
        case GHCB_MSR_PREFERRED_REQUEST:
                vcpu->ghcb_msr = preferred_ghcb();
                break;
        case GHCB_MSR_REGISTER_REQUEST:
                vcpu->ghcb_msr = register_ghcb(vcpu, request);
                break;
        case GHCB_MSR_PSC_REQUEST:
                vcpu->ghcb_msr = change_page_state(vcpu, request);
                break;
        case GHCB_MSR_RUN_VMPL_REQUEST:
                run_vmpl_by_msr(vcpu, request);
                break;
        case GHCB_MSR_FEATURES_REQUEST:
                vcpu->ghcb_msr = personality.hypervisor_features << 12 | GHCB_MSR_FEATURES;
                break;
        case GHCB_MSR_TERMINATE:
                guest_terminates(vcpu, request >> 12 & 0xf, request >> 16 & 0xff);
                break;
        default:
                unknown_function(vcpu, request);
        }
}

/* The low twelve bits tell the protocols apart: they are zero in a GHCB's address. */
void snp_vmgexit(struct vcpu *vcpu)
{
        uint64_t value = vcpu->ghcb_msr;

        if (attack_msr_request(vcpu, value))
                return;
        if (value & GHCB_MSR_FUNCTION_MASK)
                msr_protocol(vcpu, value);
        else
                ghcb_page_exit(vcpu, gpa(value));
}
