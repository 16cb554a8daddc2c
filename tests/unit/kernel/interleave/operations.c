/*
 * tests/unit/kernel/interleave/operations.c - what a vCPU can do: every call with every kind of
 * page, what the guest does besides, and what the host does.
 */
#include "tests/unit/kernel/interleave/interleave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/svsm/attest.h"
#include "lib/svsm/call.h"
#include "lib/x86/msr.h"

#define OPERATIONS_MAX   128
#define OPERATION_OFFSET UINT64_C(0x300) /* of an attestation, in the calling area */
#define NONCE_OFFSET     UINT64_C(0x400)
#define EXIT_VMGEXIT     0x403 /* APM vol. 2, appendix C */
#define ATTEST           ((uint64_t)SVSM_PROTOCOL_ATTESTATION << 32)
#define VTPM             ((uint64_t)SVSM_PROTOCOL_VTPM << 32)

struct operation operations[OPERATIONS_MAX];
unsigned int operation_count;

static const char *const names[PAGE_COUNT] = { "AREA_0",    "AREA_1",  "AREA_2", "DATA",
                                               "EVIL",      "SPARE",   "VMSA_1", "VMSA_2",
                                               "DEPOSITED", "LARGE_0", "LARGE_1" };

const char *page_name(unsigned int page)
{
        return names[page];
}

unsigned int page_of(uint64_t address)
{
        unsigned int page = 0;

        while (page < PAGE_COUNT && page_down(address) != page_at(page))
                page++;
        return page;
}

const char *page_name_of(uint64_t address)
{
        unsigned int page = page_of(address);

        return page < PAGE_COUNT ? names[page] : "another page";
}

static uint64_t bit(unsigned int page)
{
        return UINT64_C(1) << page;
}

static struct operation *add(enum operation_kind kind, uint64_t rax, const char *name,
                             unsigned int page)
{
        struct operation *operation = &operations[operation_count++];

        if (operation_count > OPERATIONS_MAX)
                abort();
        operation->kind = kind;
        operation->rax = rax;
        operation->rcx = page < PAGE_COUNT ? page_at(page) : 0;
        operation->reach = page < PAGE_COUNT ? bit(page) : 0;
        snprintf(operation->name, sizeof(operation->name), "%s%s%s", name,
                 page < PAGE_COUNT ? " " : "", page < PAGE_COUNT ? names[page] : "");
        return operation;
}

static struct operation *add_list(uint64_t rax, const char *name, unsigned int page, uint64_t flags)
{
        struct operation *operation = add(OPERATION_CALL, rax, name, page);

        operation->entry = page_at(page) | flags;
        operation->own_area = true;
        operation->rcx = LIST_OFFSET;
        return operation;
}

static void add_create(unsigned int vmsa, unsigned int area, unsigned int vcpu)
{
        struct operation *operation =
                add(OPERATION_CALL, SVSM_CORE_CREATE_VCPU, "CREATE_VCPU", vmsa);
        size_t used = strlen(operation->name);

        operation->rdx = page_at(area);
        operation->r8 = FAKE_APIC_ID(vcpu);
        operation->reach |= bit(area);
        snprintf(operation->name + used, sizeof(operation->name) - used, ", area %s, for vcpu %u",
                 names[area], vcpu);
}

static void add_creates(void)
{
        static const enum page vmsas[] = { DATA, EVIL, SPARE, VMSA_1, DEPOSITED, AREA_1 };

        for (unsigned int i = 0; i < sizeof(vmsas) / sizeof(vmsas[0]); i++)
                add_create(vmsas[i], AREA_2, 2);
        add_create(DATA, AREA_1, 1);
        add_create(DATA, AREA_0, 0);
        add_create(EVIL, DATA, 2);
        add_create(DATA, VMSA_2, 2);
}

static void add_attest(unsigned int page)
{
        struct operation *operation =
                add(OPERATION_CALL, ATTEST | SVSM_ATTEST_SINGLE_SERVICE, "attestation to", page);

        operation->own_area = true;
        operation->rcx = OPERATION_OFFSET;
        operation->report = page_at(page);
}

static void add_vtpm(unsigned int page)
{
        struct operation *operation =
                add(OPERATION_CALL, VTPM | SVSM_VTPM_COMMAND, "TPM command in", page);

        if (page <= AREA_2) /* the flag of a call is in front */
                operation->rcx += COMMAND_OFFSET;
}

static void add_for_page(unsigned int page)
{
        add_list(SVSM_CORE_PVALIDATE, "rescind", page, 0);
        if (page > AREA_2) {
                add_list(SVSM_CORE_PVALIDATE, "validate", page, SVSM_PVALIDATE_VALIDATE);
                add(OPERATION_CALL, SVSM_CORE_REMAP_CA, "REMAP_CA to", page);
        }
        add_list(SVSM_CORE_DEPOSIT_MEM, "DEPOSIT_MEM", page, 0);
        add_vtpm(page);
}

static void add_rest(void)
{
        add_list(SVSM_CORE_PVALIDATE, "validate or not", DATA,
                 SVSM_PVALIDATE_VALIDATE | SVSM_PVALIDATE_IGNORE_CF);
        add_list(SVSM_CORE_PVALIDATE, "rescind and validate", DATA, 0)->second_entry =
                page_at(DATA) | SVSM_PVALIDATE_VALIDATE;
        add(OPERATION_CALL, SVSM_CORE_REMAP_CA, "REMAP_CA to", AREA_1);
        add(OPERATION_CALL, SVSM_CORE_DELETE_VCPU, "DELETE_VCPU", VMSA_1);
        add(OPERATION_CALL, SVSM_CORE_DELETE_VCPU, "DELETE_VCPU", VMSA_2);
        add(OPERATION_CALL, SVSM_CORE_DELETE_VCPU, "DELETE_VCPU", DATA);
        add(OPERATION_CALL, SVSM_CORE_DELETE_VCPU, "DELETE_VCPU and a write to", VMSA_1)
                ->writes_after = true;
        add(OPERATION_CALL, SVSM_CORE_WITHDRAW_MEM, "WITHDRAW_MEM to", DATA)->reach |=
                bit(DEPOSITED);
        add(OPERATION_CALL, SVSM_CORE_QUERY_PROTOCOL, "QUERY_PROTOCOL", PAGE_COUNT)->rcx = 1;
        add(OPERATION_CALL, VTPM | SVSM_VTPM_COMMAND, "deadly TPM command in", DATA)->service_dies =
                true;
        add(OPERATION_ENTRY, 0, "entry without a call", PAGE_COUNT);
        add(OPERATION_GUEST_WRITE, 0, "guest writes to", DATA);
        add(OPERATION_GUEST_WRITE, 0, "guest writes to", VMSA_1);
        add_attest(DATA);
        add_attest(VMSA_1);
        add_attest(AREA_1);
}

static void add_large_list(uint64_t rax, const char *name, uint64_t flags)
{
        struct operation *operation = add_list(rax, name, LARGE_0, SVSM_PVALIDATE_LARGE | flags);

        operation->reach |= bit(LARGE_1);
}

static void add_large(void)
{
        unsigned int first = operation_count;

        add_large_list(SVSM_CORE_PVALIDATE, "rescind 2 MiB at", 0);
        add_large_list(SVSM_CORE_PVALIDATE, "validate 2 MiB at", SVSM_PVALIDATE_VALIDATE);
        add_large_list(SVSM_CORE_DEPOSIT_MEM, "DEPOSIT_MEM of 2 MiB at", 0);
        add_list(SVSM_CORE_PVALIDATE, "rescind", LARGE_1, 0);
        add_list(SVSM_CORE_DEPOSIT_MEM, "DEPOSIT_MEM", LARGE_1, 0);
        add_create(LARGE_1, AREA_2, 2);
        add_vtpm(LARGE_1);
        add(OPERATION_CALL, SVSM_CORE_WITHDRAW_MEM, "WITHDRAW_MEM to", LARGE_1)->reach |=
                bit(LARGE_0);
        add(OPERATION_HOST_SWAP, 0, "host exchanges", LARGE_1);
        for (unsigned int i = first; i < operation_count; i++)
                operations[i].large = true;
}

void operations_init(void)
{
        static const enum page pages[] = { AREA_0, AREA_1, DATA, SPARE, VMSA_1, DEPOSITED };
        static const enum page swapped[] = { DATA, SPARE, VMSA_1 };

        for (unsigned int i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
                add_for_page(pages[i]);
        add_creates();
        add_rest();
        for (unsigned int i = 0; i < sizeof(swapped) / sizeof(swapped[0]); i++)
                add(OPERATION_HOST_SWAP, 0, "host exchanges", swapped[i]);
        add_large();
}

bool operations_matter(const struct operation *a, const struct operation *b)
{
        return a->large == b->large;
}

/* A call is about the vCPU's own calling area and VMSA as well. */
static uint64_t reach(const struct operation *operation, unsigned int vcpu)
{
        static const uint64_t own[FAKE_VCPUS] = { 1u << AREA_0, 1u << AREA_1 | 1u << VMSA_1,
                                                  1u << AREA_2 | 1u << VMSA_2 };

        return operation->kind <= OPERATION_ENTRY ? operation->reach | own[vcpu] : operation->reach;
}

bool operations_meet(const struct operation *a, unsigned int vcpu_a, const struct operation *b,
                     unsigned int vcpu_b)
{
        return reach(a, vcpu_a) & reach(b, vcpu_b);
}

/* ---- one of them */

/* What a guest's kernel does before VMGEXIT; false if it has lost the page for it. */
static bool guest_prepares(const struct operation *operation, uint64_t area)
{
        const uint64_t list[] = { operation->second_entry ? 2 : 1, operation->entry,
                                  operation->second_entry };
        const uint8_t pending = operation->kind == OPERATION_CALL;
        const struct svsm_attest_operation attest = {
                .report = { .gpa = operation->report, .size = PAGE_SIZE },
                .nonce_gpa = area + NONCE_OFFSET,
                .nonce_size = SVSM_ATTEST_NONCE_SIZE,
        };

        if (operation->entry && !guest_store(area + LIST_OFFSET, list, sizeof(list)))
                return false;
        if (operation->report && !guest_store(area + OPERATION_OFFSET, &attest, sizeof(attest)))
                return false;
        return guest_store(area, &pending, sizeof(pending));
}

static void set_registers(const struct operation *operation, unsigned int vcpu, uint64_t area)
{
        struct vmsa *vmsa = guest_registers(vcpu);

        vmsa->rax = operation->rax;
        vmsa->rcx = operation->rcx + (operation->own_area ? area : 0);
        vmsa->rdx = operation->rdx;
        vmsa->r8 = operation->r8;
        vmsa->r9 = 0x99;
        vmsa->exit_code = EXIT_VMGEXIT;
        guest_registers_changed();
}

/* A VMSA with which everything would be lost. */
static void guest_writes(uint64_t page)
{
        const struct vmsa evil = { .vmpl = 0,
                                   .efer = EFER_SVME,
                                   .sev_features = SEV_FEATURE_SNP | SEV_FEATURE_REFLECT_VC };

        scheduler_point();
        (void)!guest_store(page, &evil, sizeof(evil));
}

static void enter(const struct operation *operation)
{
        unsigned int vcpu = fake.vcpu;
        uint64_t area = kernel_calling_area(vcpu);

        if (!guest_runs(vcpu) || page_of(area) == PAGE_COUNT || !guest_prepares(operation, area))
                return;
        set_registers(operation, vcpu, area);
        if (operation->service_dies)
                kernel_service_dies();
        scheduler_point();
        invariants_enter(vcpu);
        kernel_enter(vcpu);
        invariants_leave(vcpu);
        if (operation->writes_after)
                guest_writes(operation->rcx);
}

void operation_run(const struct operation *operation)
{
        unsigned int page = page_of(operation->rcx);

        trace_text(fake.vcpu, "begins", operation->name);
        switch (operation->kind) {
        case OPERATION_CALL:
        case OPERATION_ENTRY:
                enter(operation);
                break;
        case OPERATION_GUEST_WRITE:
                guest_writes(operation->rcx);
                break;
        default:
                scheduler_point();
                host_swap(page);
        }
        if (!scenario_over())
                trace_text(fake.vcpu, "ends", operation->name);
}
