/*
 * softsnp/start/pvh.h - what the PVH boot protocol tells. Layout: Xen
 * public/arch-x86/hvm/start_info.h, which QEMU's -kernel follows.
 */
#ifndef SOFTSNP_START_PVH_H
#define SOFTSNP_START_PVH_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"

struct pvh_start_info;

/* The copy that we keep; what it was read from may be overwritten afterwards. */
struct boot_facts {
        uint64_t low_end;        /* end of the RAM that begins at 1 MiB */
        uint64_t high_end;       /* end of RAM above 4 GiB, 4 GiB if there is none */
        struct gpa_range module; /* the first module; size 0 if there is none */
};

/* Reads and checks the start info at @info; refuses the machine if it is not what the protocol says. */
void pvh_read(const struct pvh_start_info *info, struct boot_facts *out);

#endif
