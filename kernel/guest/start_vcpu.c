/*
 * kernel/guest/start_vcpu.c - another vCPU at VMPL0 (GHCB 2.0, section 4.1.9, "SNP AP Creation"), when the guest creates it
 * (SVSM_CORE_CREATE_VCPU). It gets a VMSA that begins in long mode with the kernel's page tables, so there is no trampoline and
 * no interrupt is sent.
 *
 * Nobody waits for it. A host that has taken the state and runs it late, or never, keeps only this vCPU from the guest; one
 * that runs the guest's VMPL there first runs a guest whose calls stay unanswered until VMPL0 is there too. What was made for a
 * vCPU that the host then refused is kept for the next time: the host may run it all the same, so none of it may become
 * anything else.
 */
#include "kernel/arch/own_memory.h"
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/cpu/area.h"
#include "kernel/guest/start.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/vcpu.h"

static void set_started(struct cpu *cpu)
{
        __atomic_store_n(&cpu->started, true, __ATOMIC_RELEASE);
}

/* The first C code of another vCPU. Who runs has been started, whatever the host has said. */
static void vcpu_main(uint64_t vcpu)
{
        struct cpu *cpu = cpu_current();

        set_started(cpu);
        cpu->apic_id = vcpu_apic_id((unsigned int)vcpu);
        cpu_init(cpu);
        ghcb_page_init(cpu);
        vcpu_run(guest_memory_vmpl());
}

/* All that VMPL0 needs on @vcpu; false: no memory, and nothing is kept. */
static bool prepare(unsigned int vcpu)
{
        uint64_t page = vmsa_page_allocate();

        if (!page)
                return false;
        if (!paging_add_vcpu(vcpu)) {
                page_free(page);
                return false;
        }
        vmsa_fill_vmpl0(arch_own_memory(page), vcpu_main, vcpu_page(vcpu, 0) + VCPU_STACK_TOP,
                        vcpu);
        descriptors_fill_vmsa(arch_own_memory(page), vcpu);
        cpu_of(vcpu)->vmsa = page;
        return true;
}

bool arch_start_vcpu(unsigned int vcpu)
{
        if (vcpu == 0)
                return true;
        if (!paging_has_vcpu(vcpu) && !prepare(vcpu)) {
                log_limited("no memory for vcpu %u", vcpu);
                return false;
        }
        if (__atomic_load_n(&cpu_of(vcpu)->started, __ATOMIC_ACQUIRE))
                return true;
        if (!vmsa_install(cpu_of(vcpu)->vmsa, vcpu_apic_id(vcpu), 0, GHCB_AP_CREATE)) {
                log_limited("the host does not create vcpu %u", vcpu);
                return false;
        }
        set_started(cpu_of(vcpu));
        return true;
}
