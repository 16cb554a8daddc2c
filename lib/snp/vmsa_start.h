/* lib/snp/vmsa_start.h - a save area for another instance that begins as the one that makes it runs. */
#ifndef LIB_SNP_VMSA_START_H
#define LIB_SNP_VMSA_START_H

#include <stdint.h>

#include "lib/snp/vmsa.h"

/*
 * Fills @vmsa for 64-bit code at CPL 0 with CR0, CR3, CR4, EFER and PAT of who calls this. Segments are flat: the code's
 * descriptor is at @code_selector, that of data behind it. Everything else is as after reset (APM vol. 2, table 14-1), or
 * zero. RIP, RSP, VMPL, SEV features and descriptor tables are left to the caller.
 */
void vmsa_start_like_caller(struct vmsa *vmsa, uint16_t code_selector);

#endif
