/*
 * kernel/guest/absence.h - how long a vCPU waits for a guest that cannot run on it yet, and how.
 *
 * KVM makes the guest's part of a vCPU when the guest asks for it (GHCB 2.0, section 4.1.9), which is after VMPL0's has been
 * started, and in a process beside. Until then the host's answer is that there is no such VMPL. It is asked again after pauses
 * that grow, and in the end only when something else has woken the vCPU.
 */
#ifndef KERNEL_GUEST_ABSENCE_H
#define KERNEL_GUEST_ABSENCE_H

#include <stdint.h>

/* How long it has been, by the pauses that were made: no clock can be stopped to make it longer. Zero: it has not begun. */
struct absence {
        uint64_t pause_ns;
        uint64_t total_ns;
};

/* From here on a vCPU that nobody needs does not keep a processor busy. */
#define ABSENCE_SHORT_NS UINT64_C(2000000000)

/* Waits for the next pause, and adds it. */
void absence_pause(struct absence *absence);

#endif
