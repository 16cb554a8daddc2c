/*
 * kernel/snp/vcpus.c - which vCPUs there are. Number and APIC IDs are the host's word; a wrong one only means that some are
 * missing, since none begins anywhere but in a VMSA that VMPL0 has made.
 */
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/snp/vcpu.h"
#include "lib/x86/speculation.h"

static unsigned int vcpu_count = 1;
static uint32_t apic_ids[MAX_VCPUS];

uint32_t vcpu_apic_id(unsigned int vcpu)
{
        return apic_ids[vcpu];
}

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

void vcpus_find(const struct params_host_count *host)
{
        uint32_t count = host->vcpus;

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
