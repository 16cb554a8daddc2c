/* tests/qemu-kvm/record.h - what fake_kvm.c records, and the vCPUs whose registers it keeps. */
#ifndef TESTS_QEMU_KVM_RECORD_H
#define TESTS_QEMU_KVM_RECORD_H

#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>

#define VCPUS 64
#define MSRS  256

/* The registers as user space has set them last. */
struct vcpu {
        struct kvm_regs regs;
        struct kvm_sregs sregs;
        struct kvm_xcrs xcrs;
        struct kvm_debugregs debug;
        struct kvm_msr_entry msrs[MSRS];
        uint32_t msr_count;
        struct kvm_cpuid_entry2 cpuid[128];
        uint32_t cpuid_count;
        struct kvm_xsave xsave; /* last: its end is open */
};

/* Appends one entry; @kind is of four letters. */
void record(const char *kind, uint64_t first, uint64_t second, const void *data, size_t size);
void record_vcpu(unsigned int number, const struct vcpu *vcpu);

/* Nothing comes any more. */
void record_end(void);

int vcpu_ioctl(struct vcpu *vcpu, unsigned long request, void *argument);

/* KVM_GET_SUPPORTED_CPUID: this processor's, with SEV-SNP. */
int cpuid_supported(struct kvm_cpuid2 *out);

/* KVM_GET_MSR_INDEX_LIST: those that have a place in a save area, and EFER. */
int msr_list(struct kvm_msr_list *out);

#endif
