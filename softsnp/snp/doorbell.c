/*
 * softsnp/snp/doorbell.c - see doorbell.h. As KVM with restricted injection does it: sev_snp_hv_doorbell_page(), sev_snp_hv_ipi(),
 * __sev_snp_inject() and sev_snp_blocked() in Linux arch/x86/kvm/svm/sev.c (the series with planes, patches 2 to 7).
 */
#include "softsnp/snp/doorbell.h"

#include "lib/x86/cpu.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/apic_ipi.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

/* The first bytes of the page (GHCB 2.0, section 5.1.1, table 14). */
struct doorbell {
        uint8_t vector;
        uint8_t flags;
        uint8_t no_eoi_required;
};
#define FLAG_NMI               (1u << 0)
#define FLAG_NO_FURTHER_SIGNAL (1u << 7)

enum doorbell_request {
        DOORBELL_GET_PREFERRED = 0,
        DOORBELL_SET = 1,
        DOORBELL_QUERY = 2,
        DOORBELL_CLEAR = 3,
};
#define NO_DOORBELL UINT64_MAX

static uint64_t doorbell_address(const struct vcpu *vcpu)
{
        return vcpu->has_doorbell ? vcpu->doorbell.value : NO_DOORBELL;
}

/* An address that cannot be one takes the old one away too. */
static struct ghcb_answer set_doorbell(const struct ghcb_call *call)
{
        call->vcpu->has_doorbell = false;
        if (!page_aligned(call->info2) || !memory_guest_bytes(gpa(call->info2), PAGE_SIZE))
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        call->vcpu->doorbell = gpa(call->info2);
        call->vcpu->has_doorbell = true;
        return ghcb_done(doorbell_address(call->vcpu));
}

struct ghcb_answer serve_doorbell(struct ghcb_call *call)
{
        switch (call->info1) {
        case DOORBELL_GET_PREFERRED:
                return ghcb_done(NO_DOORBELL);
        case DOORBELL_SET:
                return set_doorbell(call);
        case DOORBELL_QUERY:
                return ghcb_done(doorbell_address(call->vcpu));
        case DOORBELL_CLEAR:
                call->vcpu->has_doorbell = false;
                return ghcb_done(0);
        default:
                call->vcpu->has_doorbell = false;
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        }
}

/* exit_info1 is what the command register would be written with, in the mode in which the APIC is. */
struct ghcb_answer serve_hv_ipi(struct ghcb_call *call)
{
        return apic_command(call->vcpu, call->info1) ? ghcb_done(0)
                                                     : ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
}

bool doorbell_is_used(const struct vcpu *vcpu)
{
        return vcpu->save_area->sev_features & SEV_FEATURE_RESTRICTED_INJECTION &&
               personality.hypervisor_features & GHCB_FEATURE_RESTRICTED_INJECT;
}

/* NULL if the guest has none, or has made the page private since. */
static struct doorbell *page_of(const struct vcpu *vcpu)
{
        return vcpu->has_doorbell ? rmp_shared_bytes(vcpu->doorbell.value, PAGE_SIZE) : NULL;
}

bool doorbell_is_free(const struct vcpu *vcpu)
{
        const struct doorbell *page = page_of(vcpu);

        return page && __atomic_load_n(&page->vector, __ATOMIC_RELAXED) == 0;
}

/* One #HV until the guest looks: it clears the flag before it does (prepare_hv_injection()). */
static void signal(struct vcpu *vcpu, struct doorbell *page)
{
        uint8_t before = __atomic_fetch_or(&page->flags, FLAG_NO_FURTHER_SIGNAL, __ATOMIC_ACQ_REL);

        if (!(before & FLAG_NO_FURTHER_SIGNAL))
                vcpu->vmcb->control.event_injection =
                        EVENT_VALID | EVENT_TYPE_EXCEPTION | VECTOR_HV;
}

static bool another_event(const struct vcpu *vcpu)
{
        return vcpu->vmcb->control.event_injection & EVENT_VALID;
}

bool doorbell_ring(struct vcpu *vcpu, unsigned int vector)
{
        struct doorbell *page = page_of(vcpu);

        if (another_event(vcpu) || !doorbell_is_free(vcpu))
                return false;
        __atomic_store_n(&page->vector, (uint8_t)vector, __ATOMIC_RELEASE);
        signal(vcpu, page);
        return true;
}

bool doorbell_ring_nmi(struct vcpu *vcpu)
{
        struct doorbell *page = page_of(vcpu);

        if (another_event(vcpu) || !page ||
            __atomic_load_n(&page->flags, __ATOMIC_RELAXED) & FLAG_NMI)
                return false;
        __atomic_fetch_or(&page->flags, FLAG_NMI, __ATOMIC_RELEASE);
        signal(vcpu, page);
        return true;
}
