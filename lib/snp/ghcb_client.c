/*
 * lib/snp/ghcb_client.c - the page protocol. See ghcb_client.h.
 *
 * The hypervisor may write to the page between two reads, so each field of an answer is read exactly once, by READ_ONCE().
 */
#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/snp/ghcb_client.h"
#include "lib/snp/guest_message.h"
#include "lib/x86/msr.h"

/* How often the hypervisor may return from a page state change without progress. */
#define PSC_IDLE_RETURNS 1000

#define READ_ONCE(field) (*(const volatile __typeof__(field) *)&(field))

/* Two words: it is done before every entry to CPL3. */
void ghcb_invalidate(const struct ghcb_client *client)
{
        volatile uint64_t *bitmap = (uint64_t *)(void *)client->page->valid_bitmap;

        bitmap[0] = 0;
        bitmap[1] = 0;
}

/* The request's bitmap stays in place: an answer must have its own fields marked, so it is cleared before. */
static bool answered(const struct ghcb *page, size_t offset)
{
        return READ_ONCE(page->valid_bitmap[offset / 64]) >> (offset / 8 % 8) & 1;
}

#define ANSWERED(client, field) answered((client)->page, offsetof(struct ghcb, field))

static enum ghcb_status status_of(const struct ghcb_client *client, uint64_t *error)
{
        uint32_t result = (uint32_t)READ_ONCE(client->page->exit_info1);
        uint64_t detail = READ_ONCE(client->page->exit_info2);

        if (!ANSWERED(client, exit_info1) || !ANSWERED(client, exit_info2))
                return GHCB_NO_ANSWER;
        if (result == GHCB_RESULT_OK)
                return GHCB_OK;
        if (error)
                *error = detail;
        return result == GHCB_RESULT_EXCEPTION ? GHCB_EXCEPTION : GHCB_REFUSED;
}

enum ghcb_status ghcb_call(const struct ghcb_client *client, uint64_t event, uint64_t info1,
                           uint64_t info2, uint64_t *error)
{
        struct ghcb *page = client->page;

        GHCB_SET(page, exit_code, event);
        GHCB_SET(page, exit_info1, info1);
        GHCB_SET(page, exit_info2, info2);
        page->protocol_version = GHCB_PROTOCOL_VERSION;
        page->usage = 0;
        wrmsr(MSR_GHCB, client->gpa);
        vmgexit();
        return status_of(client, error);
}

enum ghcb_status ghcb_cpuid(const struct ghcb_client *client, uint32_t function, uint32_t index,
                            struct cpuid_result *out)
{
        const struct ghcb *page = client->page;
        enum ghcb_status status;

        ghcb_invalidate(client);
        GHCB_SET(client->page, rax, function);
        GHCB_SET(client->page, rcx, index);
        if (function == 0xd)
                GHCB_SET(client->page, xcr0, 1);
        status = ghcb_call(client, GHCB_EVENT_CPUID, 0, 0, NULL);
        if (status != GHCB_OK)
                return status;
        if (!ANSWERED(client, rax) || !ANSWERED(client, rbx) || !ANSWERED(client, rcx) ||
            !ANSWERED(client, rdx))
                return GHCB_NO_ANSWER;
        out->eax = (uint32_t)READ_ONCE(page->rax);
        out->ebx = (uint32_t)READ_ONCE(page->rbx);
        out->ecx = (uint32_t)READ_ONCE(page->rcx);
        out->edx = (uint32_t)READ_ONCE(page->rdx);
        return GHCB_OK;
}

static uint64_t port_info(uint16_t port, unsigned int size)
{
        return (uint64_t)port << IOIO_PORT_SHIFT | (uint64_t)size << 4 | IOIO_ADDRESS_64;
}

enum ghcb_status ghcb_port_out(const struct ghcb_client *client, uint16_t port, unsigned int size,
                               uint32_t value)
{
        ghcb_invalidate(client);
        GHCB_SET(client->page, rax, value);
        return ghcb_call(client, GHCB_EVENT_IOIO, port_info(port, size), 0, NULL);
}

enum ghcb_status ghcb_port_in(const struct ghcb_client *client, uint16_t port, unsigned int size,
                              uint32_t *value)
{
        enum ghcb_status status;

        ghcb_invalidate(client);
        GHCB_SET(client->page, rax, 0);
        status = ghcb_call(client, GHCB_EVENT_IOIO, port_info(port, size) | IOIO_IN, 0, NULL);
        if (status != GHCB_OK)
                return status;
        if (!ANSWERED(client, rax))
                return GHCB_NO_ANSWER;
        *value = (uint32_t)READ_ONCE(client->page->rax);
        if (size < 4)
                *value &= (1u << (8 * size)) - 1;
        return GHCB_OK;
}

static void set_scratch(const struct ghcb_client *client)
{
        GHCB_SET(client->page, scratch, client->gpa + offsetof(struct ghcb, shared_buffer));
}

enum ghcb_status ghcb_port_out_bytes(const struct ghcb_client *client, uint16_t port,
                                     const void *data, size_t size)
{
        uint64_t info = port_info(port, 1) | IOIO_STRING | IOIO_REP;

        if (size > GHCB_SHARED_BUFFER_SIZE)
                return GHCB_REFUSED;
        ghcb_invalidate(client);
        memcpy(client->page->shared_buffer, data, size);
        set_scratch(client);
        return ghcb_call(client, GHCB_EVENT_IOIO, info, size, NULL);
}

enum ghcb_status ghcb_rdmsr(const struct ghcb_client *client, uint32_t number, uint64_t *value)
{
        enum ghcb_status status;

        ghcb_invalidate(client);
        GHCB_SET(client->page, rcx, number);
        status = ghcb_call(client, GHCB_EVENT_MSR, 0, 0, NULL);
        if (status != GHCB_OK)
                return status;
        if (!ANSWERED(client, rax) || !ANSWERED(client, rdx))
                return GHCB_NO_ANSWER;
        *value = (uint32_t)READ_ONCE(client->page->rax) | READ_ONCE(client->page->rdx) << 32;
        return GHCB_OK;
}

/* Fills the list with pages from @start; returns where the next one begins. */
static uint64_t fill_psc_list(struct ghcb_psc_list *list, uint64_t start, uint64_t end,
                              unsigned int operation, unsigned int *count)
{
        unsigned int n = 0;

        while (start < end && n < GHCB_PSC_ENTRIES) {
                bool large = start % LARGE_PAGE_SIZE == 0 && end - start >= LARGE_PAGE_SIZE;

                list->entries[n++] =
                        start | (uint64_t)operation << 52 | (large ? GHCB_PSC_LARGE : 0);
                start += large ? LARGE_PAGE_SIZE : PAGE_SIZE;
        }
        list->reserved = 0;
        list->current = 0;
        list->last = (uint16_t)(n - 1);
        *count = n;
        return start;
}

/* Asks until the hypervisor says that all @count entries are done; its counter may only go forward. */
static enum ghcb_status run_psc_list(const struct ghcb_client *client, unsigned int count)
{
        const struct ghcb_psc_list *list =
                (const struct ghcb_psc_list *)(const void *)client->page->shared_buffer;
        unsigned int done = 0;
        unsigned int idle = 0;

        while (done < count) {
                enum ghcb_status status;
                unsigned int current;

                ghcb_invalidate(client);
                set_scratch(client);
                status = ghcb_call(client, GHCB_EVENT_PSC, 0, 0, NULL);
                if (status != GHCB_OK)
                        return status;
                if (READ_ONCE(client->page->exit_info2))
                        return GHCB_REFUSED;
                current = READ_ONCE(list->current);
                if (current < done || current > count)
                        return GHCB_NO_ANSWER;
                idle = current == done ? idle + 1 : 0;
                if (idle > PSC_IDLE_RETURNS)
                        return GHCB_STUCK;
                done = current;
        }
        return GHCB_OK;
}

enum ghcb_status ghcb_page_state(const struct ghcb_client *client, uint64_t start, uint64_t size,
                                 unsigned int operation)
{
        struct ghcb_psc_list *list = (struct ghcb_psc_list *)(void *)client->page->shared_buffer;
        uint64_t end = start + size;

        while (start < end) {
                enum ghcb_status status;
                unsigned int count;

                start = fill_psc_list(list, start, end, operation, &count);
                status = run_psc_list(client, count);
                if (status != GHCB_OK)
                        return status;
        }
        return GHCB_OK;
}

enum ghcb_status ghcb_ap_creation(const struct ghcb_client *client, unsigned int event,
                                  uint32_t apic_id, unsigned int vmpl, uint64_t vmsa,
                                  uint64_t sev_features)
{
        uint64_t info = (uint64_t)apic_id << 32 | (uint64_t)vmpl << 16 | event;

        ghcb_invalidate(client);
        GHCB_SET(client->page, rax, sev_features);
        return ghcb_call(client, GHCB_EVENT_AP_CREATION, info, vmsa, NULL);
}

enum ghcb_status ghcb_apic_ids(const struct ghcb_client *client, uint64_t buffer, uint64_t *pages)
{
        enum ghcb_status status;
        uint64_t needed;

        ghcb_invalidate(client);
        GHCB_SET(client->page, rax, *pages);
        status = ghcb_call(client, GHCB_EVENT_APIC_ID_LIST, buffer, 0, NULL);
        if (status != GHCB_OK)
                return status;
        if (!ANSWERED(client, rax))
                return GHCB_NO_ANSWER;
        needed = READ_ONCE(client->page->rax);
        if (needed <= *pages)
                return GHCB_OK;
        *pages = needed;
        return GHCB_REFUSED;
}

enum ghcb_status ghcb_guest_request(const struct ghcb_client *client,
                                    const struct ghcb_guest_request *request,
                                    struct ghcb_guest_answer *out)
{
        uint64_t event = GHCB_EVENT_GUEST_REQUEST;
        enum ghcb_status status;

        ghcb_invalidate(client);
        if (request->certificate_pages) {
                event = GHCB_EVENT_EXT_GUEST_REQUEST;
                GHCB_SET(client->page, rax, request->certificates);
                GHCB_SET(client->page, rbx, request->certificate_pages);
        }
        status = ghcb_call(client, event, request->request, request->response, NULL);
        if (status != GHCB_OK)
                return status;
        out->status = READ_ONCE(client->page->exit_info2);
        out->pages = 0;
        if (out->status == GUEST_REQUEST_VMM_INVALID_LENGTH) {
                if (!ANSWERED(client, rbx))
                        return GHCB_NO_ANSWER;
                out->pages = READ_ONCE(client->page->rbx);
        }
        return GHCB_OK;
}

enum ghcb_status ghcb_run_vmpl(const struct ghcb_client *client, unsigned int vmpl)
{
        uint64_t error = 0;
        enum ghcb_status status;

        ghcb_invalidate(client);
        status = ghcb_call(client, GHCB_EVENT_RUN_VMPL, vmpl, 0, &error);
        return status == GHCB_REFUSED && error == GHCB_ERROR_INVALID_INPUT ? GHCB_NOT_THERE
                                                                           : status;
}
