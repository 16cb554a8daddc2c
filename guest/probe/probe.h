/*
 * guest/probe/probe.h - a tiny guest at VMPL2 that makes every SVSM call, right and wrong, and says what it got.
 */
#ifndef GUEST_PROBE_PROBE_H
#define GUEST_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/ghcb.h"
#include "lib/snp/secrets_page.h"
#include "lib/svsm/call.h"

/* What the start passed. */
struct probe {
        uint64_t calling_area; /* GPA; changes with REMAP_CA */
        const struct secrets_page *secrets;
        uint64_t cpuid_page;
};
extern struct probe probe;

/* Registers of a call, in and out. */
struct svsm_registers {
        uint64_t rax, rcx, rdx, r8, r9;
};

/* Both ways to run VMPL0: the MSR protocol, and the GHCB page. Returns RAX. */
uint64_t svsm_call(struct svsm_registers *registers);
uint64_t svsm_call_from(uint64_t calling_area, struct svsm_registers *registers);
uint64_t svsm_call_by_ghcb(struct svsm_registers *registers);

static inline uint64_t svsm_number(uint32_t protocol, uint32_t call)
{
        return (uint64_t)protocol << 32 | call;
}

/* A call with up to three operands whose other results do not matter. */
uint64_t svsm(uint32_t protocol, uint32_t call, uint64_t rcx, uint64_t rdx, uint64_t r8);

__attribute__((format(printf, 1, 2))) void probe_log(const char *format, ...);

/* Notes whether a call answered as it must. */
void expect(const char *what, uint64_t value, uint64_t wanted);
void expect_true(const char *what, bool ok);
extern unsigned int probe_passed, probe_failed;

/* The GHCB page in the shared view, and its GPA. */
struct ghcb *probe_ghcb(void);
uint64_t probe_ghcb_address(void);
uint64_t msr_protocol(uint64_t request);

/* Makes the GHCB page one, and registers it; before that there is no console. */
void share_ghcb(void);

/* Rescinds a page of ours and makes it shared; ends the guest if that is refused. */
void give_to_host(uint64_t page);

/* What every VMSA of ours must have: the features of the one that runs. */
uint64_t own_sev_features(void);

/* A save area with which a vCPU begins at @entry as we are; and the request to the host to start it. 0 if it does. */
struct vmsa;
void fill_vmsa(struct vmsa *vmsa, const void *entry, const void *stack_end);
uint64_t start_vcpu(uint64_t vmsa, uint32_t apic_id);

/* One entry of a PVALIDATE list in the calling area. */
uint64_t svsm_pvalidate(uint64_t page, bool large, bool validate, bool ignore_cf);

/* Addresses that no call may accept, with a name each; ended by a NULL name. */
struct bad_address {
        const char *name;
        uint64_t address;
        enum svsm_result wanted; /* for calls that want a whole page of valid guest memory */
};
extern struct bad_address bad_addresses[];
void bad_addresses_init(void);

/* A page that is shared now: rescinded by us and given to the host. */
uint64_t shared_page(void);

/* The groups of tests. */
void test_core(void);
void test_pvalidate(void);
void test_vcpus(void);
void test_vtpm(void);
void test_attest(void);
void test_both_vcpus(void);
void measure(void);

/* The second vCPU, once test_vcpus() has started it: 1 when it runs; its calling area. */
extern volatile uint32_t second_ran;
extern uint8_t second_vcpu_area[4096];

#endif
