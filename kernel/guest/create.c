/*
 * kernel/guest/create.c - the guest's creation. Nothing of it has run before; everything is in place when it does.
 *
 * The boot vCPU's VMSA is a page of VMPL0's pool and not the guest's: no call can name it, so it is never deleted (SVSM 1.00,
 * section 6.4, has the startup vCPU stay, too).
 */
#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/own_memory.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/guest/start.h"
#include "kernel/snp/vcpu.h"
#include "kernel/svsm/calls.h"
#include "kernel/svsm/vcpus.h"

_Static_assert(MAX_VCPUS <= SVSM_MAX_VCPUS, "the core protocol knows all of them");

static void fill_vmsa(struct vmsa *vmsa, const struct params *params,
                      const struct guest_pages *pages)
{
        if (params->guest.kind == PARAMS_GUEST_FIRMWARE)
                vmsa_fill_reset(vmsa, params->guest.vmpl);
        else
                vmsa_fill_flat(vmsa, &params->guest, pages->calling_area, pages->secrets,
                               pages->cpuid);
}

/*
 * It is for the vCPU that asks, so the host shall not run it now: RUN_VMPL does, as with COCONUT-SVSM's guests
 * (register_guest_vmsa()), and so with every host that has been tried with an SVSM.
 */
static void create_boot_vcpu(const struct params *params, const struct guest_pages *pages)
{
        uint64_t page = vmsa_page_allocate();

        if (!page)
                kernel_stop(TERMINATE_MEMORY, "no memory for the guest's vcpu");
        fill_vmsa(arch_own_memory(page), params, pages);
        if (!vmsa_install(page, cpu_current()->apic_id, params->guest.vmpl, GHCB_AP_CREATE_ON_INIT))
                kernel_stop(TERMINATE_GUEST, "the host does not create the guest's vcpu");
        arch_set_guest_vmsa(0, gpa(page));
}

void guest_create(const struct params *params)
{
        struct guest_pages pages = { 0 };

        guest_memory_set_up(params, &pages);
        guest_tell_firmware(params);
        arch_set_guest_sev_features(params->guest.sev_features);
        /* The guest has its copy of those that are its own; no service asks for one any more. */
        guest_request_erase_keys();
        if (!pages.calling_area.value)
                kernel_stop(TERMINATE_PARAMETERS, "no calling area for the guest");
        if (params->guest.kind == PARAMS_GUEST_FLAT &&
            !guest_flat_page_tables(params->guest.page_tables))
                kernel_stop(TERMINATE_GUEST, "the guest's page tables cannot be written");
        svsm_set_calling_area(0, pages.calling_area);
        svsm_allow_localities(params_localities(params));
        create_boot_vcpu(params, &pages);
}
