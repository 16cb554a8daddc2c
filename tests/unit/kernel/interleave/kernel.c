/*
 * tests/unit/kernel/interleave/kernel.c - all that this test knows of the kernel's insides: how it
 * is started, entered, and asked for its book of page states.
 */
#include "tests/unit/kernel/interleave/interleave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/entry.h"
#include "kernel/svsm/vcpus.h"
#include "kernel/task/state.h"
#include "lib/svsm/attest_message.h"
#include "lib/x86/msr.h"
#include "tests/unit/kernel/builders.h"

#define ARCHIVE_SPACE UINT64_C(0x20000)
#define USER_DATA     TEST_ELF_DATA
#define READ          0
#define WRITE         1
#define REPLY_SIZE    0x600
#define REPORT_SIZE   0x4a0

static const char services[] = "service vtpm protocol=2 exec=/bin/x\n"
                               "service attest protocol=1 exec=/bin/x\n";

/* The services, as a guest would have them: every byte that they say is the guest's choice. */
static struct {
        bool replying[SVSM_PROTOCOL_VTPM + 1];
        bool dies;
} script;

static void must(bool so, const char *what)
{
        if (so)
                return;
        fprintf(stderr, "interleavings: %s\n", what);
        abort();
}

static size_t reply(const struct service *service)
{
        uint8_t bytes[REPLY_SIZE];
        struct attest_prepared prepared = { .report_size = REPORT_SIZE };
        uint8_t operation;

        memset(bytes, 0xe1, sizeof(bytes));
        must(user_read(&service->memory, &operation, USER_DATA, 1), "no request");
        if (service->line.protocol == SVSM_PROTOCOL_ATTESTATION && operation == ATTEST_PREPARE) {
                must(user_write(&service->memory, USER_DATA, &prepared, sizeof(prepared)),
                     "no reply");
                return sizeof(prepared);
        }
        must(user_write(&service->memory, USER_DATA, bytes, sizeof(bytes)), "no reply");
        return service->line.protocol == SVSM_PROTOCOL_ATTESTATION ? REPORT_SIZE : REPLY_SIZE;
}

static void run_service(struct user_context *context)
{
        const struct service *service = (const struct service *)(const void *)context;
        bool *replying = &script.replying[service->line.protocol];

        context->vector = USER_VECTOR_SYSCALL;
        if (*replying && script.dies) {
                context->vector = VECTOR_UD;
                return;
        }
        context->rdi = DESCRIPTOR_REQUESTS;
        context->rsi = USER_DATA;
        context->rax = *replying ? WRITE : READ;
        context->rdx = *replying ? reply(service) : SERVICE_MESSAGE_MAX;
        *replying = !*replying;
}

void kernel_service_dies(void)
{
        script.dies = true;
}

static void start_services(void)
{
        static uint8_t program[TEST_ELF_SIZE] __attribute__((aligned(8)));
        struct archive archive = { .data = fake.own, .capacity = ARCHIVE_SPACE };

        build_elf(program);
        fake_reset(ARCHIVE_SPACE);
        archive_add(&archive, "etc/services", services, strlen(services), 0);
        archive_add(&archive, "bin/x", program, sizeof(program), PAGE_SIZE);
        archive_end(&archive);
        fake.on_enter = run_service;
        must(services_start(archive.data, archive.size) == 0, "the services do not start");
}

/* Every page could be a VMSA, and has a TPM command at two places. */
static void fill_page(unsigned int page, uint64_t features)
{
        static const uint8_t command[] = { 8, 0, 0, 0, 0, 10, 0, 0, 0, 0x80, 1 };
        struct vmsa *vmsa = (struct vmsa *)(void *)fake_guest_at(page_at(page));

        vmsa->vmpl = FAKE_VMPL;
        vmsa->efer = EFER_SVME;
        vmsa->sev_features = features;
        memcpy(fake_guest_at(page_at(page)), command, sizeof(command));
        memcpy(fake_guest_at(page_at(page) + COMMAND_OFFSET), command, sizeof(command));
}

static void boot_call(uint64_t rax, uint64_t rcx, uint64_t rdx, uint64_t r8)
{
        struct svsm_call call = { .rax = rax, .rcx = rcx, .rdx = rdx, .r8 = r8 };

        must(svsm_dispatch(0, &call) == SVSM_SUCCESS, "a call of the set-up fails");
}

static void deposit(uint64_t page)
{
        const uint64_t list[] = { 1, page };

        memcpy(fake_guest_at(page_at(AREA_0) + LIST_OFFSET), list, sizeof(list));
        boot_call(SVSM_CORE_DEPOSIT_MEM, page_at(AREA_0) + LIST_OFFSET, 0, 0);
}

void kernel_start(void)
{
        start_services();
        fake_guest_memory();
        for (unsigned int page = 0; page < LARGE_0; page++)
                if (page != SPARE)
                        fake_give(page_at(page), PAGE_SIZE);
        fake_give(page_at(LARGE_0), LARGE_PAGE_SIZE);
        for (unsigned int page = 0; page < PAGE_COUNT; page++)
                fill_page(page, SEV_FEATURE_SNP | (page == EVIL ? SEV_FEATURE_REFLECT_VC : 0));
        svsm_set_calling_area(0, gpa(page_at(AREA_0)));
        fake.vmsas_in_guest = true;
        boot_call(SVSM_CORE_CREATE_VCPU, page_at(VMSA_1), page_at(AREA_1), FAKE_APIC_ID(1));
        boot_call(SVSM_CORE_CREATE_VCPU, page_at(VMSA_2), page_at(AREA_2), FAKE_APIC_ID(2));
        deposit(page_at(DEPOSITED));
}

void kernel_enter(unsigned int vcpu)
{
        svsm_handle_entry(vcpu);
}

static bool is(uint64_t page, enum page_state state)
{
        return book_look(gpa(page), PAGE_SIZE, state) == PAGES_ALL;
}

enum book_state kernel_book(uint64_t page)
{
        if (is(page, PAGE_VMSA))
                return BOOK_VMSA;
        if (is(page, PAGE_DEPOSITED))
                return BOOK_DEPOSITED;
        if (is(page, PAGE_LOST))
                return BOOK_LOST;
        if (is(page, PAGE_VALID))
                return BOOK_VALID;
        return is(page, PAGE_NOT_VALID) ? BOOK_NOT_VALID : BOOK_CHANGING;
}

uint64_t kernel_calling_area(unsigned int vcpu)
{
        return svsm_calling_area(vcpu).value;
}
