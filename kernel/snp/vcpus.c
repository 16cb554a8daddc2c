/*
 * kernel/snp/vcpus.c - the other vCPUs at VMPL0.
 *
 * How many there are is the host's word, and a wrong one only means that some are missing. Each
 * gets a VMSA that begins in long mode with the kernel's page tables, so there is no trampoline.
 */
#include "kernel/arch/patience.h"
#include "kernel/host/log.h"
#include "kernel/host/terminate.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/snp.h"
#include "lib/x86/speculation.h"

#define START_PATIENCE_NS UINT64_C(20000000000)

static unsigned int vcpu_count = 1;
static uint32_t apic_ids[MAX_VCPUS];
static unsigned int run_vmpl;

unsigned int arch_vcpu_count(void)
{
        return vcpu_count;
}

int arch_vcpu_of_apic_id(uint32_t apic_id)
{
        for (unsigned int vcpu = 0; vcpu < vcpu_count; vcpu++)
                if (apic_ids[index_masked(vcpu, MAX_VCPUS)] == apic_id)
                        return (int)index_masked(vcpu, MAX_VCPUS);
        return -1;
}

void vcpus_find(const struct params_host_area *host)
{
        uint32_t count = host->vp_count;

        if (count == 0)
                count = 1;
        if (count > MAX_VCPUS) {
                log_line("the host has %u vcpus, %u of them are used", count, MAX_VCPUS);
                count = MAX_VCPUS;
        }
        vcpu_count = count;
        if (count == 1 || apic_ids_ask(apic_ids, count))
                return;
        for (unsigned int vcpu = 0; vcpu < count; vcpu++)
                apic_ids[vcpu] = vcpu;
}

/* The first C code of another vCPU. */
static void vcpu_main(uint64_t vcpu)
{
        struct cpu *cpu = cpu_current();

        cpu->apic_id = apic_ids[vcpu];
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
        if (!vmsa_install(page, apic_ids[vcpu], 0))
                kernel_stop(TERMINATE_VCPU, "the host does not create vcpu %u", vcpu);
        wait_until_online(vcpu);
}

void vcpus_start(unsigned int guest_vmpl)
{
        run_vmpl = guest_vmpl;
        for (unsigned int vcpu = 1; vcpu < vcpu_count; vcpu++)
                start_vcpu(vcpu);
}
