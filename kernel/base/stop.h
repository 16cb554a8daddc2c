/*
 * kernel/base/stop.h - a stop is a stop of the whole machine. The host may ignore that one vCPU wants the end, and enter the
 * others: they look here before they run a guest or a service, before they give either anything, and while they wait.
 */
#ifndef KERNEL_BASE_STOP_H
#define KERNEL_BASE_STOP_H

#include <stdbool.h>

/* From now on the machine is stopped, by this vCPU. False: it was before, perhaps by this vCPU. */
bool stop_begin(unsigned int reason);

/*
 * True if this vCPU has stopped the machine and was interrupted before it had said why: it never comes back there, so who finds this
 * says it. Only a few times: saying it may be what faults.
 */
bool stop_again(void);

/* The vCPU that stopped the machine has said why, or has nothing to say. */
void stop_told(void);

/* Ends this vCPU with the machine's reason, once the other one has said it or has had the time to. */
__attribute__((noreturn)) void stop_follow(void);

/* Does not return if another vCPU has stopped the machine. */
void stop_check(void);

#endif
