/*
 * softsnp/snp/ghcb_page.h - one request in a GHCB page: the copy that is worked with, and the answer.
 *
 * The page is the guest's and may change at any time, so what is read of it is read once, into
 * struct ghcb_call. Handlers return an answer; ghcb_page.c writes it.
 */
#ifndef SOFTSNP_SNP_GHCB_PAGE_H
#define SOFTSNP_SNP_GHCB_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/ghcb.h"
#include "softsnp/svm/vcpu.h"

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

/* What goes to exit_info1 and exit_info2. */
struct ghcb_answer {
        uint64_t info1;
        uint64_t info2;
};

static inline struct ghcb_answer ghcb_done(uint64_t info2)
{
        return (struct ghcb_answer){ GHCB_RESULT_OK, info2 };
}

static inline struct ghcb_answer ghcb_malformed(uint64_t error)
{
        return (struct ghcb_answer){ GHCB_RESULT_MALFORMED, error };
}

/* #GP(0) in the guest's #VC handler's place. */
struct ghcb_answer ghcb_raise_gp(void);

/* True if the request says that the field @name of struct ghcb is valid. */
#define GHCB_HAS(call, name) ghcb_call_has((call), offsetof(struct ghcb, name))
bool ghcb_call_has(const struct ghcb_call *call, size_t offset);

/* [address, +size): in the GHCB's shared buffer, or in shared memory; NULL if not. */
void *ghcb_buffer(uint64_t address, uint64_t size);

/* VMGEXIT with a page at @page. */
void ghcb_page_exit(struct vcpu *vcpu, gpa_t page);

/* The events. */
struct ghcb_answer serve_cpuid(struct ghcb_call *call);
struct ghcb_answer serve_msr(struct ghcb_call *call);
struct ghcb_answer serve_ioio(struct ghcb_call *call);
struct ghcb_answer serve_mmio(struct ghcb_call *call);
struct ghcb_answer serve_page_state_change(struct ghcb_call *call);
struct ghcb_answer serve_ap_creation(struct ghcb_call *call);
struct ghcb_answer serve_guest_request(struct ghcb_call *call);

/* An INIT or start-up IPI that the guest sent through its APIC: what was created for it starts. */
void ap_creation_on_init(const struct vcpu *sender, uint32_t apic_id);

#endif
