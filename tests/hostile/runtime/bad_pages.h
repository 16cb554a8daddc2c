/*
 * tests/hostile/runtime/bad_pages.h - pages that a call must not take, of every kind that a guest can name, and a look
 * afterwards whether any of them has changed.
 */
#ifndef TESTS_HOSTILE_RUNTIME_BAD_PAGES_H
#define TESTS_HOSTILE_RUNTIME_BAD_PAGES_H

#include "tests/hostile/runtime/guest.h"

/* Kinds of pages, a bit each. */
#define BAD_NOWHERE \
        0x01 /* VMPL0's, aliases, beyond memory, devices, ROM: nobody's whatever the call */
#define BAD_NOT_VALID 0x02 /* rescinded, and shared with the host */
#define BAD_DEPOSITED 0x04
#define BAD_VMSA      0x08
#define BAD_AREA      0x10 /* the calling areas of this vCPU and of another one */
#define BAD_UNALIGNED 0x20 /* in a page of ours, but not at its beginning */
#define BAD_LARGE     0x40 /* 2 MiB that hold some of the above */
#define BAD_SMALL     (BAD_NOWHERE | BAD_NOT_VALID | BAD_DEPOSITED | BAD_VMSA)

/*
 * Makes @call with each page of the @kinds, and with each page of VMPL0's memory. Each must be refused with @code; if that is 0, unaligned
 * ones with INVALID_PARAMETER and the others with INVALID_ADDRESS. Afterwards every page must be what it was: the save area
 * still starts a vCPU, the deposited page still comes back, and so on. Ends the test.
 */
__attribute__((noreturn)) void refuse_all(const char *name, uint64_t (*call)(uint64_t page),
                                          unsigned int kinds, uint64_t code);

/* The same, and the test goes on; for tests of several calls. refuse_all() is these three. */
void bad_pages_make(void);
void refuse_each(const char *name, uint64_t (*call)(uint64_t page), unsigned int kinds,
                 uint64_t code);
void bad_pages_look(void);

/* A page of ours that is as it should be, with a pattern in it, and one that a VMSA may be made of. */
uint64_t good_page(void);
uint64_t page_for_vmsa(void);

/* A list of one entry for PVALIDATE or DEPOSIT_MEM, in a page of its own; its GPA. */
uint64_t list_of(uint64_t entry);

/* A core call with RCX alone. */
uint64_t core(uint32_t call, uint64_t rcx);

/* Gives a page of ours to the SVSM, and takes one back; 0 if there is none. */
uint64_t deposit(uint64_t page);
uint64_t withdraw(void);

#endif
