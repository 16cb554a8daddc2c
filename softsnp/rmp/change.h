/* softsnp/rmp/change.h - what the security processor and the host do to the reverse map table, nested page tables included. */
#ifndef SOFTSNP_RMP_CHANGE_H
#define SOFTSNP_RMP_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"

/* The launch: makes a page private, validated and VMPL0's. */
void rmp_launch(gpa_t page, bool is_vmsa);

/* Page state change by the host, on request: of the 4 KiB page @gfn, or of the 2 MiB that begin there. npt_flush() must follow. 0, or the GHCB's error code (GHCB 2.0, section 4.1.6). */
__attribute__((warn_unused_result)) uint32_t rmp_change_state(uint64_t gfn, unsigned int operation,
                                                              bool large);

#endif
