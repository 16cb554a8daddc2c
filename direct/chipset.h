/* direct/chipset.h - what firmware does to a q35 before its operating system looks at it. */
#ifndef DIRECT_CHIPSET_H
#define DIRECT_CHIPSET_H

#include <stdbool.h>

#include "lib/snp/ghcb_client.h"

#define CHIPSET_PM_BASE 0x600 /* I/O ports of power management: timer, power off */

/* False: the host does not answer. That the ports are there afterwards is its own affair. */
__attribute__((warn_unused_result)) bool chipset_start(const struct ghcb_client *ghcb);

#endif
