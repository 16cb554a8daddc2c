/*
 * kernel/base/patience.h - how long somebody waits: for a time, and never for more turns than fit into it. Without Secure TSC
 * the host decides how fast time goes by, and it can stop it.
 */
#ifndef KERNEL_BASE_PATIENCE_H
#define KERNEL_BASE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/arch/time.h"

/* A turn has an arch_relax(), so it takes longer than this: a clock that runs is what ends the waiting. */
#define PATIENCE_TURN_NS 10

struct patience {
        uint64_t start;
        uint64_t ns;
        uint64_t turns;
};

static inline struct patience patience_for(uint64_t ns)
{
        return (struct patience){ arch_monotonic_ns(), ns, ns / PATIENCE_TURN_NS };
}

/* One turn more; false: it was the last one. */
static inline bool patience_left(struct patience *patience)
{
        return patience->turns-- != 0 && arch_monotonic_ns() - patience->start < patience->ns;
}

#endif
