/*
 * lib/snp/kvm_save_area.h - what KVM launches as a vCPU's save area, where it has none in the guest's memory.
 *
 * QEMU takes registers out of a file's save area and gives them to KVM; KVM makes a save area of its own from them, and that one
 * is measured, at VMSA_LAUNCH_GPA. Not every field survives. A vCPU that the file has no save area for is launched as it is after
 * reset. A save area in the guest's memory (KVM_CAP_SNP_DIRECT_VMSA) is launched byte for byte and needs none of this.
 */
#ifndef LIB_SNP_KVM_SAVE_AREA_H
#define LIB_SNP_KVM_SAVE_AREA_H

#include "lib/snp/vmsa.h"

/* What KVM adds, or takes from its vCPUs. */
struct kvm_host {
        uint64_t cr4; /* bits that are set in the host's CR4 and so in every save area: MCE */
        uint32_t cpu_signature; /* CPUID 1, EAX: in EDX of a vCPU after reset */
        uint64_t sev_features;  /* of all vCPUs: those in the first one's save area */
};

/* A host as all are: its CR4 has MCE. */
#define KVM_HOST_CR4 UINT64_C(0x40)

/* What KVM launches for a vCPU whose save area in the file is @file. @out may be @file. */
void kvm_save_area_of_file(const struct kvm_host *host, const struct vmsa *file, struct vmsa *out);

/* What it launches for a vCPU that the file does not have. It begins at VMPL0, at the reset vector. */
void kvm_save_area_of_reset(const struct kvm_host *host, struct vmsa *out);

#endif
