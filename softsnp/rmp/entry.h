/* softsnp/rmp/entry.h - an entry of the reverse map table: what it says of a page of 4 KiB (APM vol. 2, section 15.36.3). */
#ifndef SOFTSNP_RMP_ENTRY_H
#define SOFTSNP_RMP_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/snp/rmp.h"

struct rmp_entry {
        bool assigned; /* private: belongs to the guest */
        bool validated;
        bool vmsa;   /* holds a save area: only the CPU, and VMPL0, may write it */
        bool in_use; /* a VMSA that a vCPU runs from */
        bool large;  /* part of a 2 MiB entry: without it, a 2 MiB operand is SIZE_MISMATCH */
        bool walked; /* seen as a page table through a C=0 pointer: readable in the shared view too */
        bool fetched; /* seen as code through a C=0 mapping: executable in the shared view too */
        uint8_t permissions[VMPL_COUNT]; /* RMP_PERMISSION_* */
};

#endif
