/*
 * kernel/svsm/core_vcpu.c - SVSM_CORE_CREATE_VCPU and SVSM_CORE_DELETE_VCPU: pages become VMSAs and
 * pages again (SVSM 1.00, sections 6.3 and 6.4).
 */
#include <stddef.h>

#include "kernel/arch/arch.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/core.h"
#include "kernel/svsm/rights.h"
#include "kernel/svsm/vcpus.h"
#include "lib/x86/msr.h"

struct create_vcpu {
        gpa_t vmsa;
        gpa_t calling_area;
        unsigned int vcpu;     /* that will run from it */
        uint64_t sev_features; /* it must have */
};

/*
 * Checks everything but the VMSA's contents, which the guest can still change, and changes nothing.
 */
static uint64_t decode_create(unsigned int caller, const struct svsm_call *call,
                              struct create_vcpu *out)
{
        const struct vmsa *own = arch_guest_vmsa(caller);
        int vcpu = arch_vcpu_of_apic_id((uint32_t)call->r8);

        out->vmsa = gpa(call->rcx);
        out->calling_area = gpa(call->rdx);
        if (!page_aligned(out->vmsa.value) || !page_aligned(out->calling_area.value))
                return SVSM_ERR_INVALID_PARAMETER;
        if (!guest_memory_valid(out->vmsa, PAGE_SIZE) ||
            !guest_memory_valid(out->calling_area, PAGE_SIZE))
                return SVSM_ERR_INVALID_ADDRESS;
        if (out->vmsa.value == out->calling_area.value || svsm_is_calling_area(out->vmsa))
                return SVSM_ERR_INVALID_ADDRESS;
        if (vcpu < 0 || vcpu >= SVSM_MAX_VCPUS || (unsigned int)vcpu == caller || !own)
                return SVSM_ERR_INVALID_PARAMETER;
        out->vcpu = (unsigned int)vcpu;
        out->sev_features = own->sev_features;
        if (svsm_is_calling_area(out->calling_area) &&
            svsm_calling_area(out->vcpu).value != out->calling_area.value)
                return SVSM_ERR_INVALID_ADDRESS;
        return svsm_can_add_vmsa() && !svsm_in_call(out->vcpu) ? SVSM_SUCCESS
                                                               : SVSM_ERR_INVALID_REQUEST;
}

static bool read_field(gpa_t vmsa, size_t offset, void *out, size_t size)
{
        return arch_guest_read(out, gpa_add(vmsa, offset), size);
}

/* What a VMSA must say before it may run; the guest can no longer write it. */
static uint64_t check_vmsa(const struct create_vcpu *op)
{
        uint8_t vmpl;
        uint64_t efer;
        uint64_t sev_features;

        if (!read_field(op->vmsa, offsetof(struct vmsa, vmpl), &vmpl, sizeof(vmpl)) ||
            !read_field(op->vmsa, offsetof(struct vmsa, efer), &efer, sizeof(efer)) ||
            !read_field(op->vmsa, offsetof(struct vmsa, sev_features), &sev_features,
                        sizeof(sev_features)))
                return SVSM_ERR_INVALID_ADDRESS;
        if (vmpl != guest_memory_vmpl() || !(efer & EFER_SVME) || sev_features != op->sev_features)
                return SVSM_ERR_INVALID_PARAMETER;
        return SVSM_SUCCESS;
}

/* From a page without rights to a VMSA, or an error and still a page without rights. */
static uint64_t establish(const struct create_vcpu *op)
{
        const uint8_t none = 0;
        uint64_t result = check_vmsa(op);

        if (result != SVSM_SUCCESS)
                return result;
        if (!arch_guest_write(
                    gpa_add(op->calling_area, offsetof(struct svsm_calling_area, call_pending)),
                    &none, sizeof(none)))
                return SVSM_ERR_INVALID_ADDRESS;
        return rights_make_vmsa(op->vmsa);
}

uint64_t core_create_vcpu(unsigned int vcpu, const struct svsm_call *call)
{
        struct create_vcpu op;
        uint64_t result = decode_create(vcpu, call, &op);
        uint64_t restored;

        if (result != SVSM_SUCCESS)
                return result;
        result = rights_revoke(op.vmsa, false);
        rights_flush();
        if (result == SVSM_SUCCESS)
                result = establish(&op);
        if (result != SVSM_SUCCESS) {
                restored = rights_grant(op.vmsa, false);
                return restored != SVSM_SUCCESS ? restored : result;
        }
        guest_memory_set_vmsa(op.vmsa, true);
        svsm_add_vmsa(op.vmsa, op.vcpu);
        svsm_set_calling_area(op.vcpu, op.calling_area);
        arch_set_guest_vmsa(op.vcpu, op.vmsa);
        return SVSM_SUCCESS;
}

/*
 * RMPADJUST refuses a VMSA that is running, and a page that has stopped to be a VMSA cannot be
 * entered: so the one instruction decides, and nothing has changed if it says no. The boot vCPU's
 * VMSA is not in the list.
 */
uint64_t core_delete_vcpu(unsigned int vcpu, const struct svsm_call *call)
{
        gpa_t page = gpa(call->rcx);
        struct svsm_vmsa *vmsa = svsm_find_vmsa(page);
        uint64_t result;

        if (!page_aligned(page.value) || !vmsa || vmsa->vcpu == vcpu)
                return SVSM_ERR_INVALID_PARAMETER;
        if (vmsa->current && svsm_in_call(vmsa->vcpu))
                return SVSM_ERR_VCPU_IN_USE;
        result = arch_rmpadjust(page, false, rmpadjust_attributes(guest_memory_vmpl(), 0));
        if (result == RMP_FAIL_IN_USE)
                return SVSM_ERR_VCPU_IN_USE;
        if (result != RMP_SUCCESS)
                return rights_error((unsigned int)result);
        if (vmsa->current) {
                arch_set_guest_vmsa(vmsa->vcpu, gpa(0));
                svsm_set_calling_area(vmsa->vcpu, gpa(0));
        }
        svsm_remove_vmsa(vmsa);
        guest_memory_set_vmsa(page, false);
        return rights_grant(page, false);
}
