/*
 * kernel/base/terminate.h - why the SVSM ends the guest: reasons of set GHCB_REASON_SET_CASHEW, as the host sees
 * them in a GHCB termination request (GHCB 2.0, section 2.3.1: four bits of set, eight of reason). Numbers are never used
 * again for something else: hosts' logs and tests name them.
 */
#ifndef KERNEL_BASE_TERMINATE_H
#define KERNEL_BASE_TERMINATE_H

enum terminate_reason {
        TERMINATE_ORDERLY = 0,    /* somebody asked for the end */
        TERMINATE_PROTOCOL = 1,   /* GHCB version or features are not what we need */
        TERMINATE_PARAMETERS = 2, /* the measured parameter block is wrong */
        TERMINATE_MEMORY = 3,     /* the host's memory does not hold what it promised */
        TERMINATE_EXCEPTION = 4,  /* an exception in the kernel */
        TERMINATE_SERVICE = 5,    /* a service is missing, or did not become ready */
        TERMINATE_ENTROPY = 6,    /* the CPU has no random numbers */
        TERMINATE_GUEST = 7,      /* the guest could not be created */
        TERMINATE_HOST_LIES = 8, /* an answer of the host contradicts itself or what was measured */
        TERMINATE_VCPU = 9,      /* a vCPU could not be started */
        TERMINATE_FEATURES =
                10, /* the CPU lacks a feature that the parameters do not call optional */
};

#endif
