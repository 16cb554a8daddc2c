/*
 * tools/evidence/added_vcpus.h - launch digests with save areas that a host adds.
 *
 * KVM launches a save area of VMPL0 for every vCPU of the machine that the image has none for (Linux arch/x86/kvm/svm/sev.c,
 * snp_launch_update_vmsa()). It begins at the reset vector: in the guest's firmware, which the guest may write. Whoever runs it
 * executes the guest's code with VMPL0's rights, so such a digest is no other digest of the image, and nobody may accept it.
 */
#ifndef TOOLS_EVIDENCE_ADDED_VCPUS_H
#define TOOLS_EVIDENCE_ADDED_VCPUS_H

#include <stdint.h>

#include "lib/base/sha384.h"

#define ADDED_VCPUS_MOST 511 /* a machine of 512 */

/*
 * How many save areas in reset state behind the launch with digest @known lead to @digest; 0: none. The processors and the
 * SEV_FEATURES that machines are known to have are tried, so that 0 says nothing.
 */
unsigned int added_vcpus(const uint8_t known[SHA384_SIZE], const uint8_t digest[SHA384_SIZE]);

#endif
