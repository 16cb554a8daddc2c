/*
 * softsnp/rmp/psc_error.h - why a page state change failed: bits 63:32 of the answer. GHCB 2.0, section 4.1.6, as
 * Linux arch/x86/include/asm/sev-common.h (VMGEXIT_PSC_ERROR_*) has them.
 */
#ifndef SOFTSNP_RMP_PSC_ERROR_H
#define SOFTSNP_RMP_PSC_ERROR_H

#define PSC_ERROR_INVALID 0x001 /* the request makes no sense; bits 31:0 say what of it */
#define PSC_ERROR_GENERIC 0x100

/* Bits 31:0 with PSC_ERROR_INVALID. */
#define PSC_DETAIL_LIST  1 /* the list's header */
#define PSC_DETAIL_ENTRY 2 /* an entry names no page of the guest's, or no operation */

#endif
