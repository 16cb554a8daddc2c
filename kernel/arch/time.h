/*
 * kernel/arch/time.h - time, as far as there is one that can be trusted.
 *
 * Implemented above: kernel/cpu/time.c, because who asks runs on the host as well, where tests/unit/kernel/fake_arch.c and
 * fake_host.c have a clock that goes on at each look, or is frozen.
 */
#ifndef KERNEL_ARCH_TIME_H
#define KERNEL_ARCH_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/svsm/guest_request_device.h"

/*
 * Nanoseconds since VMPL0 started; never less than any vCPU has seen. Without Secure TSC the host may turn, speed up or stop
 * the clock: who waits also counts turns (kernel/base/patience.h).
 */
uint64_t arch_monotonic_ns(void);

/* How the TSC runs, for the VMSAs to be made from now on; false: it stands still, or was said before. */
__attribute__((warn_unused_result)) bool arch_take_time(const struct guest_request_time *time);

#endif
