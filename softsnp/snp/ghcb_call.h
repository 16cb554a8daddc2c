/*
 * softsnp/snp/ghcb_call.h - one request in a GHCB page: the copy that is worked with, and the answer.
 *
 * The page is the guest's and may change at any time, so what is read of it is read once, into
 * struct ghcb_call. Handlers return an answer; ghcb_page.c writes it.
 */
#ifndef SOFTSNP_SNP_GHCB_CALL_H
#define SOFTSNP_SNP_GHCB_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/ghcb.h"
#include "softsnp/svm/vcpu.h"

/* What was read of the page when the request came. */
struct ghcb_call {
        struct vcpu *vcpu;
        struct ghcb *page; /* for answers only */
        gpa_t address;     /* of the page */
        uint64_t code;
        uint64_t info1;
        uint64_t info2;
        uint64_t scratch;
        uint64_t rax;
        uint64_t rbx;
        uint64_t rcx;
        uint64_t rdx;
        uint64_t xcr0;
        uint16_t version;
        uint32_t usage;
        uint8_t valid_bitmap[16];
};

/* softsnp's view of the @size bytes that the scratch field names; NULL if they are not all in the page's shared buffer. */
void *ghcb_scratch(const struct ghcb_call *call, uint64_t size);

/* What goes to exit_info1 and exit_info2. */
struct ghcb_answer {
        uint64_t info1;
        uint64_t info2;
};

/* The request was done, with @info2 as its result. */
static inline struct ghcb_answer ghcb_done(uint64_t info2)
{
        return (struct ghcb_answer){ GHCB_RESULT_OK, info2 };
}

/* It was not, for GHCB_ERROR_*. */
static inline struct ghcb_answer ghcb_malformed(uint64_t error)
{
        return (struct ghcb_answer){ GHCB_RESULT_MALFORMED, error };
}

/* #GP(0) in the guest's #VC handler's place. */
struct ghcb_answer ghcb_raise_gp(void);

/* True if the request says that the field @name of struct ghcb is valid. */
#define GHCB_HAS(call, name) ghcb_call_has((call), offsetof(struct ghcb, name))
bool ghcb_call_has(const struct ghcb_call *call, size_t offset);

#endif
