/*
 * kernel/guest/start_vcpus.c - the other vCPUs at VMPL0 (GHCB 2.0, section 4.1.9, "SNP AP Creation"). Each gets a VMSA that
 * begins in long mode with the kernel's page tables, so there is no trampoline and no interrupt is sent.
 *
 * One after the other, so that a host that lies about one is found there. The guest's VMPL of each is made later, when the
 * guest asks for it (SVSM_CORE_CREATE_VCPU).
 */
#include "kernel/arch/own_memory.h"
#include "kernel/arch/stop.h"
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/base/patience.h"
#include "kernel/base/terminate.h"
#include "kernel/guest/start.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/vcpu.h"

/* Twenty seconds: a host that has many other things to do starts a vCPU late. */
#define START_PATIENCE_NS UINT64_C(20000000000)

static unsigned int run_vmpl;

/* The first C code of another vCPU. */
static void vcpu_main(uint64_t vcpu)
{
        struct cpu *cpu = cpu_current();

        cpu->apic_id = vcpu_apic_id((unsigned int)vcpu);
        cpu_init(cpu);
        ghcb_page_init(cpu);
        __atomic_store_n(&cpu->online, true, __ATOMIC_RELEASE);
        vcpu_run(run_vmpl);
}

static void wait_until_online(unsigned int vcpu)
{
        struct patience patience = patience_for(START_PATIENCE_NS);

        while (!__atomic_load_n(&cpu_of(vcpu)->online, __ATOMIC_ACQUIRE)) {
                if (!patience_left(&patience))
                        kernel_stop(TERMINATE_VCPU, "vcpu %u does not start", vcpu);
                arch_relax();
        }
}

static void start_vcpu(unsigned int vcpu)
{
        uint64_t page = vmsa_page_allocate();

        if (!page || !paging_add_vcpu(vcpu))
                kernel_stop(TERMINATE_MEMORY, "no memory for vcpu %u", vcpu);
        vmsa_fill_vmpl0(arch_own_memory(page), vcpu_main, vcpu_page(vcpu, 0) + VCPU_STACK_TOP,
                        vcpu);
        descriptors_fill_vmsa(arch_own_memory(page), vcpu);
        if (!vmsa_install(page, vcpu_apic_id(vcpu), 0))
                kernel_stop(TERMINATE_VCPU, "the host does not create vcpu %u", vcpu);
        wait_until_online(vcpu);
}

void vcpus_start(unsigned int guest_vmpl)
{
        run_vmpl = guest_vmpl;
        for (unsigned int vcpu = 1; vcpu < arch_vcpu_count(); vcpu++)
                start_vcpu(vcpu);
}
