/*
 * lib/snp/ghcb_client.h - the guest's side of the GHCB protocols, version 2 (AMD 56421).
 *
 * Two ways to ask the hypervisor: values in MSR_GHCB (ghcb_msr_*), which need nothing, and a page that both
 * can see (ghcb_*). The page is the hypervisor's to change at any time: every answer is copied once and then
 * checked. What the hypervisor says is never more than a claim; the callers decide what to do with it.
 * Encodings as in Linux arch/x86/include/asm/sev-common.h and arch/x86/coco/sev/.
 */
#ifndef LIB_SNP_GHCB_CLIENT_H
#define LIB_SNP_GHCB_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/ghcb.h"
#include "lib/x86/cpu.h"

/* The protocol's version that we speak; in every page request. */
#define GHCB_PROTOCOL_VERSION 2

/* One vCPU's page. Not to be used by two vCPUs. */
struct ghcb_client {
        struct ghcb *page; /* mapped without the C-bit */
        uint64_t gpa;      /* of the page; written to MSR_GHCB for every request */
};

enum ghcb_status {
        GHCB_OK = 0,
        GHCB_NO_ANSWER = -1, /* the answer is not one to this request, or misses a field */
        GHCB_REFUSED =
                -2, /* the hypervisor says that the request was malformed, or names an error */
        GHCB_EXCEPTION = -3, /* the hypervisor wants an exception to be raised */
        GHCB_STUCK = -4,     /* the hypervisor makes no progress */
        GHCB_NOT_THERE = -5, /* there is no such VMPL on this vCPU: not yet, or not any more */
};

/* Protocol versions, and where the hypervisor says the C-bit is. */
struct ghcb_sev_info {
        uint16_t version_least;
        uint16_t version_most;
        uint8_t c_bit; /* bit number */
};

/* The registers of the CPUID request. */
enum ghcb_cpuid_register { GHCB_CPUID_EAX, GHCB_CPUID_EBX, GHCB_CPUID_ECX, GHCB_CPUID_EDX };

/* What the hypervisor speaks, before anything else is agreed on. */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_msr_sev_info(struct ghcb_sev_info *out);

/* Bits GHCB_FEATURE_*. */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_msr_features(uint64_t *out);

/* One register of a CPUID function, with index 0: all that fits into the MSR. */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_msr_cpuid(uint32_t function, enum ghcb_cpuid_register which, uint32_t *out);

/* Says which page will be the GHCB; it must be shared already. */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_msr_register(uint64_t gpa);

/* Makes one 4 KiB page GHCB_PSC_PRIVATE or GHCB_PSC_SHARED. */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_msr_page_state(uint64_t gpa,
                                                                         unsigned int operation);

/* Runs @vmpl on this vCPU and returns when it comes back. */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_msr_run_vmpl(unsigned int vmpl);

/* Ends the guest; halts if the hypervisor does not. @set and @reason as GHCB_MSR_TERMINATE has them. */
__attribute__((noreturn)) void ghcb_msr_terminate(unsigned int set, unsigned int reason);

/* Forgets the last request and its answer: nothing is left in the page that could be asked again. */
void ghcb_invalidate(const struct ghcb_client *client);

/*
 * Asks for @event. The request's registers and buffer have been put into the page, after ghcb_invalidate().
 * If the hypervisor wants an exception, or refuses, *@error is exit_info2; @error may be NULL.
 */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_call(const struct ghcb_client *client,
                                                               uint64_t event, uint64_t info1,
                                                               uint64_t info2, uint64_t *error);

__attribute__((warn_unused_result)) enum ghcb_status ghcb_cpuid(const struct ghcb_client *client,
                                                                uint32_t function, uint32_t index,
                                                                struct cpuid_result *out);

/* Port I/O; @size is 1, 2 or 4 bytes. */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_port_out(const struct ghcb_client *client, uint16_t port, unsigned int size, uint32_t value);
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_port_in(const struct ghcb_client *client, uint16_t port, unsigned int size, uint32_t *value);

/* Writes @size bytes to the port, one after the other; at most GHCB_SHARED_BUFFER_SIZE. */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_port_out_bytes(const struct ghcb_client *client, uint16_t port, const void *data, size_t size);

/* RDMSR as the hypervisor does it. */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_rdmsr(const struct ghcb_client *client,
                                                                uint32_t number, uint64_t *value);

/*
 * Changes the state of [start, start + size), page-aligned, in as large pages as its alignment allows.
 * GHCB_STUCK if the hypervisor comes back often without having done anything.
 */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_page_state(const struct ghcb_client *client, uint64_t start, uint64_t size,
                unsigned int operation);

/* GHCB_AP_CREATE, GHCB_AP_CREATE_ON_INIT or GHCB_AP_DESTROY for @vmpl of the vCPU with @apic_id. */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_ap_creation(const struct ghcb_client *client, unsigned int event, uint32_t apic_id,
                 unsigned int vmpl, uint64_t vmsa, uint64_t sev_features);

/*
 * Has the list of APIC IDs written to @pages shared pages at @buffer: a 32-bit count, then 32-bit IDs. If they are not enough,
 * *@pages is set to how many are, and the result is GHCB_REFUSED.
 */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_apic_ids(const struct ghcb_client *client, uint64_t buffer, uint64_t *pages);

/* A message to the security processor. All pages are shared; they are GPAs. */
struct ghcb_guest_request {
        uint64_t request;
        uint64_t response;
        uint64_t certificates;      /* used if there are certificate_pages of it */
        uint64_t certificate_pages; /* 0: a plain request, without certificates */
};

/* What the hypervisor says of it. */
struct ghcb_guest_answer {
        uint64_t status; /* lib/snp/guest_message.h; 0: there is a response */
        uint64_t
                pages; /* if there is not enough room for certificates: how much it needs, else 0 */
};

/* Has the message passed on: a guest request, or an extended one if there is room for certificates. */
__attribute__((warn_unused_result)) enum ghcb_status
ghcb_guest_request(const struct ghcb_client *client, const struct ghcb_guest_request *request,
                   struct ghcb_guest_answer *out);

/*
 * Runs @vmpl on this vCPU and returns when it comes back. GHCB_NOT_THERE is how KVM says that nobody has created it: its answer is
 * that the input is invalid (planes: sev_handle_vmgexit() finds no vCPU of that plane).
 */
__attribute__((warn_unused_result)) enum ghcb_status ghcb_run_vmpl(const struct ghcb_client *client,
                                                                   unsigned int vmpl);

#endif
