/*
 * kernel/arch/guest_page.h - what can be done to a page of the guest's: the part of the architecture that only
 * kernel/mm/guest_copy.c and kernel/mm/guest_pages.c may use, since they look into the book of page states first.
 *
 * Whoever calls one of these has made sure that the book allows it and stays as it is until the call returns.
 *
 * Implemented above: kernel/mm/window.c, kernel/mm/flush.c and kernel/host/accept.c, because the book runs on the host as
 * well, where tests/unit/kernel/fake_arch.c has memory and an RMP, and can be made to fail at each of these.
 */
#ifndef KERNEL_ARCH_GUEST_PAGE_H
#define KERNEL_ARCH_GUEST_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/rmp.h"

/*
 * Guest memory, @size bytes. A guest page is never mapped for longer than one of these calls. False: the page is not private
 * or not validated after all, which a guest or a host can bring about at any time; what lies before it may have been copied.
 * A range may cross pages.
 */
__attribute__((warn_unused_result)) bool arch_guest_read(void *to, gpa_t from, size_t size);
__attribute__((warn_unused_result)) bool arch_guest_write(gpa_t to, const void *from, size_t size);
__attribute__((warn_unused_result)) bool arch_guest_zero(gpa_t start, uint64_t size);

/* Atomically exchanges one byte of guest memory (the call-pending flag); returns the old value through @old. */
__attribute__((warn_unused_result)) bool arch_guest_exchange_u8(gpa_t at, uint8_t value,
                                                                uint8_t *old);

/* Asks the host for private pages, whole ones of 4 KiB; they are not validated yet. False: it refuses. */
__attribute__((warn_unused_result)) bool arch_guest_make_private(gpa_t start, uint64_t size);

/*
 * PVALIDATE and RMPADJUST (APM vol. 3) of a guest page by GPA, aligned to its size: 2 MiB if @large, else 4 KiB. @attributes
 * are rmpadjust_attributes() of lib/snp/rmp.h, with RMPADJUST_VMSA for a VMSA. The result is the processor's, or RMP_FAULT:
 * the instruction faulted and did nothing.
 */
__attribute__((warn_unused_result)) enum rmp_result arch_pvalidate(gpa_t page, bool large,
                                                                   bool validate);
__attribute__((warn_unused_result)) enum rmp_result arch_rmpadjust(gpa_t page, bool large,
                                                                   uint64_t attributes);

/*
 * Makes every vCPU of the guest forget translations, after rights were taken away with arch_rmpadjust(). Until then one could still
 * use a right that it had.
 */
void arch_flush_guest_translations(void);

#endif
