/*
 * kernel/arch/vcpu.h - the vCPUs of the machine, as numbers from 0, which is the boot vCPU.
 *
 * Implemented above: kernel/cpu/control.c, kernel/snp/vcpus.c and kernel/guest/start_vcpu.c, because who asks runs on the host as well, where
 * tests/unit/kernel/fake_arch.c has FAKE_VCPUS and says itself which one runs.
 */
#ifndef KERNEL_ARCH_VCPU_H
#define KERNEL_ARCH_VCPU_H

#include <stdbool.h>
#include <stdint.h>

/* The vCPU that runs this, 0 to arch_vcpu_count() - 1. */
unsigned int arch_vcpu(void);

/* How many there are, 1 to MAX_VCPUS (cpu/layout.h); 1 until vcpus_find(). The number is the host's word. */
unsigned int arch_vcpu_count(void);

/* The vCPU with that APIC ID, or -1. APIC IDs are the host's word, but no two vCPUs have the same. */
int arch_vcpu_of_apic_id(uint32_t apic_id);

/*
 * Has the host start VMPL0 on @vcpu, below arch_vcpu_count(), unless it has; it does not wait for it. False: there is no memory,
 * or the host refuses. Then nothing is lost, and it may be tried again. One at a time: the core lock sees to it.
 */
__attribute__((warn_unused_result)) bool arch_start_vcpu(unsigned int vcpu);

#endif
