/* direct/stop.h - the end, if Linux cannot be started. */
#ifndef DIRECT_STOP_H
#define DIRECT_STOP_H

/* Reasons of the set GHCB_REASON_SET_CASHEW, with the numbers and meanings of kernel/base/terminate.h. */
enum direct_reason {
        DIRECT_PROTOCOL = 1,   /* GHCB version or features */
        DIRECT_PARAMETERS = 2, /* what is measured is wrong */
        DIRECT_MEMORY = 3,     /* the host's memory does not hold what it promised */
        DIRECT_HOST_LIES = 8,  /* what the host says contradicts itself or what was measured */
};

/* Tells the host, as often as it enters this vCPU. */
__attribute__((noreturn)) void direct_stop(enum direct_reason reason);

#endif
