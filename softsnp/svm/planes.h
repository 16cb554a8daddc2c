/*
 * softsnp/svm/planes.h - the device plane: the VMPL to whose instances the CPU's own APIC belongs, with the interrupts of all
 * devices (QEMU's `device-plane`). Every other plane has an APIC in software (x2apic.h).
 */
#ifndef SOFTSNP_SVM_PLANES_H
#define SOFTSNP_SVM_PLANES_H

#include <stdbool.h>

#include "softsnp/svm/vcpu.h"

/* Once, when the image is loaded and nothing has run: @boot is the save area of vCPU 0. */
void device_plane_init(const struct vmsa *boot);

unsigned int device_plane(void);

static inline bool is_device_plane(const struct vcpu *vcpu)
{
        return vcpu->vmpl == device_plane();
}

#endif
