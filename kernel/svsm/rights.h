/* kernel/svsm/rights.h - what lower VMPLs may do with a page of the guest's. */
#ifndef KERNEL_SVSM_RIGHTS_H
#define KERNEL_SVSM_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/svsm/call.h"

/*
 * Takes all rights from VMPL1 to 3, so that whatever happens to the page later begins from nothing.
 * Returns 0, or the result code of the call that this fails.
 */
__attribute__((warn_unused_result)) uint64_t rights_revoke(gpa_t page, bool large);

/* Gives all rights to the guest's VMPL and the more privileged ones. Returns as rights_revoke(). */
__attribute__((warn_unused_result)) uint64_t rights_grant(gpa_t page, bool large);

/* Makes a page without rights a VMSA, which the guest's VMPL may read. */
__attribute__((warn_unused_result)) uint64_t rights_make_vmsa(gpa_t page);

/* Makes no guest vCPU use a right any more that it has lost. */
void rights_flush(void);

/* The result code of a call in which PVALIDATE or RMPADJUST failed (SVSM 1.00, section 6.2). */
uint64_t rights_error(unsigned int result);

#endif
