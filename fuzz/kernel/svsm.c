/*
 * fuzz/kernel/svsm.c - a hostile guest: any sequence of SVSM calls, with any registers and any memory,
 * against the fake machine.
 *
 * The fake machine aborts when the kernel touches memory that is not the guest's, or adjusts a page
 * that is not validated. Beyond that, after every call: who has rights to a page must be who may
 * have them.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/mm/guest_memory.h"
#include "kernel/mm/pages.h"
#include "kernel/svsm/entry.h"
#include "kernel/svsm/vcpus.h"
#include "kernel/task/state.h"
#include "lib/base/bytes.h"
#include "lib/svsm/attest_message.h"
#include "lib/x86/msr.h"
#include "tests/unit/kernel/builders.h"
#include "tests/unit/kernel/fake_arch.h"

#define GUEST_START   UINT64_C(0x10000)
#define GUEST_END     UINT64_C(0x30000)
#define AREA          GUEST_START
#define ARCHIVE_SPACE UINT64_C(0x20000)
#define USER_DATA     UINT64_C(0x402000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the attestation service has said that there is. */
static struct attest_prepared prepared;

/* Its answer to PREPARE: whatever the guest's nonce says, often in a sane size. */
static uint64_t answer_prepare(const struct service *service, const struct attest_prepare *request)
{
        struct bytes_reader nonce = bytes_reader(request->nonce, sizeof(request->nonce));
        uint8_t kind = bytes_read_u8(&nonce);

        prepared.result = kind & 1 ? 0 : SVSM_ERR_INCOMPLETE + (kind >> 4);
        prepared.report_size = bytes_read_le16(&nonce) & 0x1fff;
        prepared.manifest_size = bytes_read_le16(&nonce);
        prepared.certificates_size = bytes_read_le16(&nonce) & 0x5fff;
        if (kind & 2)
                prepared.manifest_size = bytes_read_le32(&nonce);
        if (!user_write(&service->memory, USER_DATA, &prepared, sizeof(prepared)))
                abort();
        return kind & 4 ? kind : sizeof(prepared);
}

static uint64_t answer_read(const struct attest_read *request)
{
        uint32_t size = request->part == ATTEST_PART_REPORT     ? prepared.report_size
                        : request->part == ATTEST_PART_MANIFEST ? prepared.manifest_size
                                                                : prepared.certificates_size;

        if (request->offset > size)
                abort();
        return size - request->offset < ATTEST_PIECE ? size - request->offset : ATTEST_PIECE;
}

static uint64_t answer_attestation(const struct service *service)
{
        struct attest_prepare request;
        struct attest_read read;

        if (!user_read(&service->memory, &request, USER_DATA, sizeof(request)))
                abort();
        if (request.operation == ATTEST_PREPARE)
                return answer_prepare(service, &request);
        if (request.operation == SERVICE_PEER_MARK)
                return 100;
        memcpy(&read, &request, sizeof(read));
        return answer_read(&read);
}

static uint64_t answer(const struct service *service)
{
        return service->line.protocol == SVSM_PROTOCOL_ATTESTATION ? answer_attestation(service)
                                                                   : 100;
}

/*
 * Both services: read, answer, read. The vTPM asks its peer in between, every time.
 */
static void run_service(struct user_context *context)
{
        static unsigned int steps[SVSM_PROTOCOL_VTPM + 1];
        const struct service *service = (const struct service *)(const void *)context;
        bool asks = service->peer.service != NULL;
        unsigned int step = steps[service->line.protocol]++ % (asks ? 3 : 2);

        context->vector = USER_VECTOR_SYSCALL;
        context->rsi = USER_DATA;
        context->rax = step == 0 ? 0 : 1;
        context->rdi = asks && step == 1 ? DESCRIPTOR_PEER : DESCRIPTOR_REQUESTS;
        context->rdx = step == 0 ? 4096 : answer(service);
}

static void start_service(void)
{
        static uint8_t program[TEST_ELF_SIZE] __attribute__((aligned(8)));
        static const char services[] = "service attest protocol=1 exec=/bin/x\n"
                                       "service vtpm protocol=2 exec=/bin/x peer=attest\n";
        struct archive archive = { .data = fake.own, .capacity = ARCHIVE_SPACE };

        build_elf(program);
        archive_add(&archive, "etc/services", services, strlen(services), 0);
        archive_add(&archive, "bin/x", program, sizeof(program), PAGE_SIZE);
        archive_end(&archive);
        fake.on_enter = run_service;
        if (services_start(archive.data, archive.size) != 0)
                abort();
}

static void initialize_once(void)
{
        static bool done;

        if (done)
                return;
        done = true;
        fake_reset(ARCHIVE_SPACE);
        fake_guest_memory();
        start_service();
}

/*
 * True if no call has ever done anything to the page; most of them, so that they are passed over
 * quickly.
 */
static bool untouched(uint64_t page)
{
        static const struct fake_rmp_entry nothing;

        return memcmp(&fake.rmp[page / PAGE_SIZE], &nothing, sizeof(nothing)) == 0;
}

static void reset_page(uint64_t page)
{
        struct svsm_vmsa *vmsa = svsm_find_vmsa(gpa(page));

        if (vmsa)
                svsm_remove_vmsa(vmsa);
        fake_set_state(page, PAGE_NOT_VALID);
}

static void reset(void)
{
        for (uint64_t page = 0; page < FAKE_GUEST_SIZE; page += PAGE_SIZE)
                if (!untouched(page))
                        reset_page(page);
        memset(fake.rmp, 0, sizeof(fake.rmp));
        memset(fake.guest + GUEST_START, 0, GUEST_END - GUEST_START);
        fake_give(GUEST_START, GUEST_END - GUEST_START);
        for (unsigned int i = 0; i < FAKE_VCPUS; i++) {
                svsm_set_calling_area(i, gpa(0));
                fake.has_vmsa[i] = i == 0;
        }
        svsm_set_calling_area(0, gpa(AREA));
        fake.log_size = 0;
}

static void check_page(uint64_t page)
{
        const struct fake_rmp_entry *entry = &fake.rmp[page / PAGE_SIZE];
        uint8_t rights = entry->rights[1] | entry->rights[2];

        if (rights != 0 && !entry->validated)
                abort();
        if (entry->rights[3] != 0)
                abort();
        if (entry->vmsa != (book_look(gpa(page), 1, PAGE_VMSA) == PAGES_ALL))
                abort();
        if (entry->vmsa && (rights & ~RMP_PERMISSION_READ) != 0)
                abort();
        if (guest_valid(gpa(page), PAGE_SIZE) && !entry->validated)
                abort();
}

static void check_pages(uint64_t start, uint64_t end)
{
        for (uint64_t page = start; page < end; page += PAGE_SIZE)
                if (!untouched(page))
                        check_page(page);
        if (fake.vmsas[0].efer != EFER_SVME || fake.user_depth != 0)
                abort();
        if (!service_alive(SVSM_PROTOCOL_ATTESTATION) || !service_alive(SVSM_PROTOCOL_VTPM))
                abort();
}

/* A number that is often an address near the guest's memory. */
static uint64_t pick(struct bytes_reader *reader)
{
        uint8_t kind = bytes_read_u8(reader);
        uint16_t value = bytes_read_le16(reader);

        switch (kind & 3) {
        case 0:
                return GUEST_START + (uint64_t)(value & 0x1f) * PAGE_SIZE;
        case 1:
                return GUEST_START + (uint64_t)value * 8;
        case 2:
                return value | (uint64_t)kind << 60;
        default:
                return bytes_read_le64(reader);
        }
}

/* Writes an entry of a list, or anything, to the guest's memory. */
static void poke(struct bytes_reader *reader)
{
        uint64_t at = GUEST_START + bytes_read_le16(reader) % (GUEST_END - GUEST_START - 8);
        uint64_t value = pick(reader) | (bytes_read_u8(reader) & 0xf);

        memcpy(fake.guest + at, &value, sizeof(value));
}

static void call(struct bytes_reader *reader, uint8_t kind)
{
        struct vmsa *vmsa = &fake.vmsas[0];

        vmsa->rax = (uint64_t)(kind >> 4) << 32 | (kind & 0xf);
        vmsa->exit_code = 0x403;
        vmsa->rcx = pick(reader);
        vmsa->rdx = pick(reader);
        vmsa->r8 = bytes_read_u8(reader);
        if (svsm_calling_area(0).value < FAKE_GUEST_SIZE)
                fake.guest[svsm_calling_area(0).value] = 1;
        svsm_handle_entry(0);
        check_pages(GUEST_START, GUEST_END);
}

static void poke_vmsa(struct bytes_reader *reader)
{
        struct vmsa *vmsa =
                (void *)(fake.guest + GUEST_START + (bytes_read_u8(reader) & 0x1f) * PAGE_SIZE);

        vmsa->vmpl = bytes_read_u8(reader) & 3;
        vmsa->efer = EFER_SVME;
        vmsa->sev_features = SEV_FEATURE_SNP;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct bytes_reader reader = bytes_reader(data, size);

        initialize_once();
        reset();
        while (bytes_left(&reader) > 0) {
                uint8_t kind = bytes_read_u8(&reader);

                if (kind < 0x40)
                        call(&reader, kind);
                else if (kind < 0xc0)
                        poke(&reader);
                else
                        poke_vmsa(&reader);
        }
        check_pages(0, FAKE_GUEST_SIZE);
        return 0;
}
