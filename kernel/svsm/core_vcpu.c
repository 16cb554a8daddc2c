/*
 * kernel/svsm/core_vcpu.c - SVSM_CORE_CREATE_VCPU and SVSM_CORE_DELETE_VCPU: pages become VMSAs and
 * pages again (SVSM 1.00, sections 6.3 and 6.4).
 *
 * The host runs whatever page it likes as a VMSA that has the attribute in the RMP, and the VMPL is in the page: who can write
 * a VMSA is VMPL0. So first everybody loses the page, then it is looked at, then it gets the attribute, in this order.
 *
 * VMPL0 of that vCPU is started first, if it has not been: if that fails nothing else has happened yet, and if the page is then
 * refused it waits for a better one. The guest asks the host to create its own part of the vCPU (GHCB 2.0, section 4.1.9)
 * after this call has succeeded; that is between them.
 */
#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/vcpu.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/calls.h"
#include "kernel/svsm/result.h"
#include "kernel/svsm/vcpus.h"
#include "lib/x86/msr.h"

struct create_vcpu {
        gpa_t vmsa;
        gpa_t calling_area;
        unsigned int vcpu; /* that will run from it */
};

/* What is in the page that the call with the core lock makes a VMSA: too big for a stack. */
static struct vmsa copy;

/*
 * Checks everything but the VMSA's contents, which the guest can still change, and changes nothing.
 */
static uint64_t decode_create(unsigned int caller, const struct svsm_call *call,
                              struct create_vcpu *out)
{
        int vcpu = arch_vcpu_of_apic_id((uint32_t)call->r8);

        out->vmsa = gpa_from_outside(call->rcx);
        out->calling_area = gpa_from_outside(call->rdx);
        if (!page_aligned(out->vmsa.value) || !page_aligned(out->calling_area.value))
                return SVSM_ERR_INVALID_PARAMETER;
        if (!svsm_page_is_usable(out->vmsa) || !svsm_page_is_usable(out->calling_area))
                return SVSM_ERR_INVALID_ADDRESS;
        if (out->vmsa.value == out->calling_area.value || svsm_is_calling_area(out->vmsa))
                return SVSM_ERR_INVALID_ADDRESS;
        if (vcpu < 0 || vcpu >= SVSM_MAX_VCPUS || (unsigned int)vcpu == caller)
                return SVSM_ERR_INVALID_PARAMETER;
        out->vcpu = (unsigned int)vcpu;
        if (svsm_is_calling_area(out->calling_area) &&
            svsm_calling_area(out->vcpu).value != out->calling_area.value)
                return SVSM_ERR_INVALID_ADDRESS;
        return svsm_can_add_vmsa() ? SVSM_SUCCESS : SVSM_ERR_INVALID_REQUEST;
}

/*
 * What a VMSA must say before it may run; nobody can write it any more. What the hypervisor uses for its own
 * purposes, and an event that would be delivered at once, have no business in a new one.
 */
static bool vmsa_is_allowed(const struct vmsa *vmsa)
{
        return vmsa->vmpl == guest_memory_vmpl() && (vmsa->efer & EFER_SVME) &&
               vmsa->sev_features == arch_guest_sev_features() && vmsa->tlb_id == 0 &&
               vmsa->pcpu_id == 0 && vmsa->event_injection == 0;
}

/* The page's contents decide; the last thing before it becomes a VMSA is the calling area's flag. */
static uint64_t check_contents(const struct create_vcpu *op)
{
        if (!vmsa_is_allowed(&copy))
                return SVSM_ERR_INVALID_PARAMETER;
        return svsm_clear_pending(op->calling_area) ? SVSM_SUCCESS : SVSM_ERR_INVALID_ADDRESS;
}

static uint64_t make_vmsa(const struct create_vcpu *op)
{
        enum page_result begun = guest_vmsa_begin(op->vmsa, &copy);
        uint64_t result;

        if (begun != PAGE_OK)
                return svsm_page_result(begun);
        result = check_contents(op);
        if (result == SVSM_SUCCESS)
                return svsm_page_result(guest_vmsa_end(op->vmsa, &copy));
        return guest_vmsa_give_back(op->vmsa) == PAGE_OK ? result : SVSM_ERR_INVALID_ADDRESS;
}

uint64_t core_create_vcpu(unsigned int vcpu, const struct svsm_call *call)
{
        struct create_vcpu op;
        uint64_t result = decode_create(vcpu, call, &op);

        if (result != SVSM_SUCCESS)
                return result;
        if (!arch_start_vcpu(op.vcpu) || !svsm_lock_vcpu(op.vcpu))
                return SVSM_ERR_INVALID_REQUEST;
        result = make_vmsa(&op);
        if (result == SVSM_SUCCESS) {
                svsm_add_vmsa(op.vmsa, op.vcpu);
                svsm_set_calling_area(op.vcpu, op.calling_area);
                arch_set_guest_vmsa(op.vcpu, op.vmsa);
        }
        svsm_unlock_vcpu(op.vcpu);
        return result;
}

static uint64_t delete_vmsa(struct svsm_vmsa *vmsa)
{
        enum page_result result = guest_vmsa_delete(vmsa->page);

        if (result != PAGE_OK && result != PAGE_GONE)
                return svsm_page_result(result);
        if (vmsa->current) {
                arch_set_guest_vmsa(vmsa->vcpu, gpa(0));
                svsm_set_calling_area(vmsa->vcpu, gpa(0));
        }
        svsm_remove_vmsa(vmsa);
        return svsm_page_result(result);
}

/* The newest of its vCPU: that vCPU cannot enter a call meanwhile. An older one is in nobody's hands. */
static uint64_t delete_current(struct svsm_vmsa *vmsa)
{
        unsigned int owner = vmsa->vcpu;
        uint64_t result;

        if (!svsm_lock_vcpu(owner))
                return SVSM_ERR_VCPU_IN_USE;
        result = delete_vmsa(vmsa);
        svsm_unlock_vcpu(owner);
        return result;
}

/* The boot vCPU's VMSA is not in the list. */
uint64_t core_delete_vcpu(unsigned int vcpu, const struct svsm_call *call)
{
        gpa_t page = gpa_from_outside(call->rcx);
        struct svsm_vmsa *vmsa = svsm_find_vmsa(page);

        if (!page_aligned(page.value) || !vmsa || vmsa->vcpu == vcpu)
                return SVSM_ERR_INVALID_PARAMETER;
        return vmsa->current ? delete_current(vmsa) : delete_vmsa(vmsa);
}
