/*
 * kernel/mm/guest_memory.h - the guest's memory: what is copied to and from it, and what becomes of its pages.
 *
 * This is all that the rest of the kernel can do with guest memory. A copy happens only while the book of page states
 * (guest_book.h) says that every page of it is valid and the guest's. What a page becomes is one function each, which
 * begins with the book. Between them nothing else is said of a page: no answer of a look is relied upon later.
 */
#ifndef KERNEL_MM_GUEST_MEMORY_H
#define KERNEL_MM_GUEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/mm/guest_map.h"
#include "lib/base/address.h"
#include "lib/snp/rmp.h"
#include "lib/snp/vmsa.h"

/*
 * Map and book. Needs pages_init() before. Returns 0, or -1 if the map is wrong (guest_map_init()) or there is no
 * memory for the book.
 */
__attribute__((warn_unused_result)) int guest_memory_init(const struct params *params,
                                                          const struct params_host_map *host);

/* The VMPL that the guest runs at, 1 to 3 (0 before guest_memory_init()). */
unsigned int guest_memory_vmpl(void);

/*
 * True if every page of [start, start + size) is the guest's and valid at this moment. For calls that want to refuse
 * early; those who copy find out again.
 */
bool guest_valid(gpa_t start, uint64_t size);

/*
 * Copies, while the pages are the guest's and valid. False: some page is not, or its memory turned out not to be there;
 * what lies before that may have been copied.
 */
__attribute__((warn_unused_result)) bool guest_copy_in(void *to, gpa_t from, size_t size);
__attribute__((warn_unused_result)) bool guest_copy_out(gpa_t to, const void *from, size_t size);

/* Puts @value into one byte of the guest's and returns the one that was there, as guest_copy_out(). */
__attribute__((warn_unused_result)) bool guest_exchange_u8(gpa_t at, uint8_t value, uint8_t *old);

/* ---- what becomes of pages; @page is 2 MiB aligned if @large, else 4 KiB ---- */

enum page_result {
        PAGE_OK = 0,
        /* 1 to 0xff: what PVALIDATE or RMPADJUST has answered, enum rmp_result; the page is as it was. */
        PAGE_UNCHANGED = RMP_UNCHANGED,           /* it is so already; nothing was done */
        PAGE_OTHER_SIZE = RMP_FAIL_SIZE_MISMATCH, /* of a large page, part is so already */
        PAGE_IN_USE = RMP_FAIL_IN_USE,            /* the VMSA is running */
        PAGE_REFUSED = 0x100, /* not the guest's, or not in a state in which this can be asked */
        PAGE_GONE = 0x101,    /* its memory went away meanwhile: nobody can use the page any more */
};

/*
 * The one way to give the guest a page: it is validated, zeroed, and then the guest gets its rights. PAGE_UNCHANGED
 * if the guest has it already. If the processor says that it was validated before, there are two pages for one GPA:
 * the host lies, and the machine stops.
 */
__attribute__((warn_unused_result)) enum page_result guest_page_validate(gpa_t page, bool large);

/* The way back: no right of anybody's is left. If the processor says that it was not validated, the machine stops. */
__attribute__((warn_unused_result)) enum page_result guest_page_rescind(gpa_t page, bool large);

/*
 * From a page of the guest's to a VMSA. begin: nobody has rights to it any more, no vCPU uses one that it had, and
 * *@copy is what is in it. The caller looks at the copy and either makes it a VMSA, or gives it back. end stops the
 * machine if VMPL or SEV_FEATURES are not those of the copy afterwards.
 */
__attribute__((warn_unused_result)) enum page_result guest_vmsa_begin(gpa_t page,
                                                                      struct vmsa *copy);
__attribute__((warn_unused_result)) enum page_result guest_vmsa_end(gpa_t page,
                                                                    const struct vmsa *copy);
__attribute__((warn_unused_result)) enum page_result guest_vmsa_give_back(gpa_t page);

/* A VMSA becomes a page of the guest's again. PAGE_IN_USE: a vCPU runs from it. */
__attribute__((warn_unused_result)) enum page_result guest_vmsa_delete(gpa_t page);

/* Takes a page out of the guest's reach for the time being; guest_pages_flush() when all are. */
__attribute__((warn_unused_result)) enum page_result guest_page_deposit(gpa_t page, bool large);
void guest_pages_flush(void);

/* Gives a deposited 4 KiB page back. */
__attribute__((warn_unused_result)) enum page_result guest_page_withdraw(gpa_t page);
uint64_t guest_deposited_pages(void);
/* The deposited page with the lowest address; false if there is none. */
bool guest_first_deposited(gpa_t *page);

/* ---- before the guest starts ---- */

/* Gives pages of the measured image as they are. False: the processor refuses. */
__attribute__((warn_unused_result)) bool guest_memory_give_measured(gpa_t start, uint64_t size);

/* Gets what of [start, start + size) the guest has not got yet from the host, and gives it to the guest. */
__attribute__((warn_unused_result)) bool guest_memory_accept(gpa_t start, uint64_t size);

#endif
