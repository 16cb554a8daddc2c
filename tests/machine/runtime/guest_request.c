/* tests/machine/runtime/guest_request.c - see guest_request.h. */
#include "lib/base/memory.h"
#include "lib/snp/secrets_page.h"
#include "softsnp/psp/message.h"
#include "tests/machine/runtime/guest_request.h"

/* What BearSSL's code expects of a C library, and where it finds its stack canary. */
void __stack_chk_fail(void);
void *__memcpy_chk(void *restrict to, const void *restrict from, size_t size, size_t room);
void *__memset_chk(void *to, int value, size_t size, size_t room);
static uint64_t thread_area[8];

static struct guest_message message;

void __stack_chk_fail(void)
{
        test_check(false, "stack overrun in the crypto library");
}

void *__memcpy_chk(void *restrict to, const void *restrict from, size_t size, size_t room)
{
        test_check(size <= room, "copy of %lu bytes into %lu", size, room);
        return memcpy(to, from, size);
}

void *__memset_chk(void *to, int value, size_t size, size_t room)
{
        test_check(size <= room, "fill of %lu bytes into %lu", size, room);
        return memset(to, value, size);
}

static const uint8_t *key_of(unsigned int vmpck)
{
        const struct secrets_page *secrets = private_view(test_params->secrets_page);

        return secrets->vmpck[vmpck];
}

void guest_request_start(void)
{
        wrmsr(MSR_FS_BASE, (uint64_t)thread_area);
        for (unsigned int page = REQUEST_PAGE; page < CERTIFICATES_PAGE + 4; page++)
                if (page != PRIVATE_PAGE)
                        give_away(spare_page(page));
        make_private(spare_page(PRIVATE_PAGE));
        (void)test_ghcb();
}

void write_report_request(unsigned int vmpck, uint64_t sequence, uint32_t vmpl)
{
        const struct report_request request = { .vmpl = vmpl };

        memset(&message, 0, sizeof(message));
        message.header.sequence = sequence;
        message.header.algorithm = GUEST_MESSAGE_ALGORITHM;
        message.header.header_version = GUEST_MESSAGE_VERSION;
        message.header.header_size = sizeof(message.header);
        message.header.type = GUEST_MESSAGE_REPORT_REQUEST;
        message.header.version = GUEST_MESSAGE_VERSION;
        message.header.size = sizeof(request);
        message.header.vmpck = (uint8_t)vmpck;
        memcpy(message.payload, &request, sizeof(request));
        message_seal(&message, key_of(vmpck));
        memcpy(shared_view(spare_page(REQUEST_PAGE)), &message, sizeof(message));
}

void send_request(uint64_t request, uint64_t response)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_GUEST_REQUEST, request, response);
}

void send_extended_request(uint64_t certificates, uint64_t pages)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, certificates);
        GHCB_SET(ghcb, rbx, pages);
        ghcb_event(ghcb, GHCB_EVENT_EXT_GUEST_REQUEST, spare_page(REQUEST_PAGE),
                   spare_page(RESPONSE_PAGE));
}

uint64_t pass_on(void)
{
        send_request(spare_page(REQUEST_PAGE), spare_page(RESPONSE_PAGE));
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_OK);
        return test_ghcb()->exit_info2;
}

uint32_t response_status(unsigned int vmpck, uint64_t sequence)
{
        struct report_response response;

        memcpy(&message, shared_view(spare_page(RESPONSE_PAGE)), sizeof(message));
        CHECK_EQUAL(message.header.sequence, sequence + 1);
        CHECK_EQUAL(message.header.type, GUEST_MESSAGE_REPORT_RESPONSE);
        CHECK_EQUAL(message.header.size, sizeof(response));
        CHECK_EQUAL(message_open(&message, key_of(vmpck)), 0);
        memcpy(&response, message.payload, sizeof(response));
        return response.status;
}

const struct snp_report *response_report(void)
{
        return (const void *)(message.payload + offsetof(struct report_response, report));
}
