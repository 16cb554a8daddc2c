/* tests/unit/attest/fake_processor.c - see fake_processor.h. */
#include "tests/unit/attest/fake_processor.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "services/runtime/service.h"

struct fake_processor fake;

void fake_processor_reset(void)
{
        memset(&fake, 0, sizeof(fake));
        for (unsigned int i = 0; i < sizeof(fake.key); i++)
                fake.key[i] = (uint8_t)(i * 7 + 1);
}

bool fake_logged(const char *text)
{
        return strstr(fake.log, text) != NULL;
}

void service_log(const char *format, ...)
{
        size_t used = strlen(fake.log);
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(fake.log + used, sizeof(fake.log) - used - 1, format, arguments);
        va_end(arguments);
        strcat(fake.log, "\n");
}

uint64_t service_milliseconds(void)
{
        return fake.now;
}

void device_wait(unsigned int milliseconds)
{
        fake.now += fake.stops_clock ? 0 : milliseconds;
}

static bool run_gcm(EVP_CIPHER_CTX *context, struct guest_message_header *header, uint8_t *payload,
                    bool encrypt)
{
        const uint8_t *aad = (const uint8_t *)header + GUEST_MESSAGE_AAD_OFFSET;
        int size;

        if (EVP_CipherUpdate(context, NULL, &size, aad, GUEST_MESSAGE_AAD_SIZE) != 1 ||
            EVP_CipherUpdate(context, payload, &size, payload, header->size) != 1)
                abort();
        if (!encrypt)
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, 16, header->tag);
        if (EVP_CipherFinal_ex(context, payload + size, &size) != 1)
                return false;
        if (encrypt)
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, header->tag);
        return true;
}

bool fake_gcm(const uint8_t *key, uint8_t *page, bool encrypt)
{
        struct guest_message_header *header = (struct guest_message_header *)(void *)page;
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        uint8_t iv[12] = { 0 };
        bool ok;

        memcpy(iv, &header->sequence, sizeof(header->sequence));
        if (EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, iv, encrypt) != 1)
                abort();
        ok = run_gcm(context, header, page + sizeof(*header), encrypt);
        EVP_CIPHER_CTX_free(context);
        return ok;
}

int device_take_key(uint8_t key[VMPCK_SIZE])
{
        memcpy(key, fake.key, VMPCK_SIZE);
        return fake.gives_nothing ? -1 : 0;
}

/* As the kernel: once, and not time that stands still. */
int device_give_time(const struct guest_request_time *time)
{
        if (fake.time.tsc_scale != 0 || time->tsc_scale == 0)
                return -1;
        fake.time = *time;
        return 0;
}

static bool is_request(const struct guest_message_header *header)
{
        return (header->type == GUEST_MESSAGE_REPORT_REQUEST &&
                header->size == sizeof(struct report_request)) ||
               (header->type == GUEST_MESSAGE_TSC_INFO_REQUEST &&
                header->size == TSC_INFO_REQUEST_SIZE);
}

/* The message in fake.last as the processor takes it; the request, or NULL: it is none. */
static const void *take(uint8_t *page)
{
        const struct guest_message_header *header = (const void *)page;

        memcpy(page, fake.last, GUEST_MESSAGE_PAGE_SIZE);
        if (header->sequence != fake.sequence + 1 || header->algorithm != 1 ||
            header->header_version != 1 || header->header_size != 0x60 || header->vmpck != 0 ||
            header->version != 1 || !is_request(header) || !fake_gcm(fake.key, page, false))
                return NULL;
        return page + sizeof(*header);
}

static void seal(uint8_t *page, enum guest_message_type type, size_t size)
{
        struct guest_message_header *header = (struct guest_message_header *)(void *)page;

        fake.sequence += 2;
        *header = (struct guest_message_header){ .sequence = fake.sequence,
                                                 .algorithm = 1,
                                                 .header_version = 1,
                                                 .header_size = 0x60,
                                                 .type = (uint8_t)type,
                                                 .version = 1,
                                                 .size = (uint16_t)size };
        (void)fake_gcm(fake.key, page, true);
}

static void respond_time(uint8_t *page)
{
        struct tsc_info_response *response = (struct tsc_info_response *)(void *)(page + 0x60);

        memset(page, 0, GUEST_MESSAGE_PAGE_SIZE);
        *response = (struct tsc_info_response){ .status = fake.status,
                                                .tsc_scale = fake.tsc_scale,
                                                .tsc_offset = fake.tsc_offset };
        seal(page, GUEST_MESSAGE_TSC_INFO_RESPONSE, sizeof(*response));
}

static void respond(const struct report_request *request, uint8_t *page)
{
        struct report_response *response = (struct report_response *)(void *)(page + 0x60);
        struct snp_report report = { .version = 2, .vmpl = request->vmpl };

        fake.reports++;
        fake.vmpl = request->vmpl;
        memcpy(fake.report_data, request->report_data, sizeof(fake.report_data));
        memcpy(report.report_data, request->report_data, sizeof(report.report_data));
        report.report_data[63] ^= fake.other_report_data;
        memset(page, 0, GUEST_MESSAGE_PAGE_SIZE);
        response->status = fake.status;
        response->size = sizeof(report);
        memcpy(response->report, &report, sizeof(report));
        seal(page, GUEST_MESSAGE_REPORT_RESPONSE, sizeof(*response));
}

/* As the host sees it: same number, other bytes. */
static void watch(const void *message, size_t size)
{
        const struct guest_message_header *before = (const void *)fake.last;
        const struct guest_message_header *now = message;

        if (fake.messages > 0 && before->sequence == now->sequence &&
            memcmp(fake.last, message, size) != 0)
                fake.sequence_reused = true;
        fake.messages++;
        memset(fake.last, 0, sizeof(fake.last));
        memcpy(fake.last, message, size);
}

static uint64_t host_status(void)
{
        if (fake.busy > 0) {
                fake.busy--;
                return GUEST_REQUEST_VMM_BUSY;
        }
        return fake.refuses;
}

int device_exchange(const void *message, size_t size, struct device_answer *answer)
{
        static bool no_room;
        const void *request;

        memset(answer, 0, sizeof(*answer));
        watch(message, size);
        answer->head.status = host_status();
        fake.room_for_certificates = !no_room;
        no_room = answer->head.status == 0 && fake.wants_pages > 4 && fake.room_for_certificates;
        if (no_room) {
                answer->head.status = GUEST_REQUEST_VMM_INVALID_LENGTH;
                answer->head.wanted_pages = fake.wants_pages;
        }
        if (fake.gives_nothing || answer->head.status != 0)
                return fake.gives_nothing ? -1 : 0;
        request = take(answer->response);
        if (!request) {
                answer->head.status = 0x16; /* the firmware's error */
                return 0;
        }
        if (((const struct guest_message_header *)(const void *)fake.last)->type ==
            GUEST_MESSAGE_TSC_INFO_REQUEST)
                respond_time(answer->response);
        else
                respond(request, answer->response);
        if (fake.lies_about_busy)
                answer->head.status = GUEST_REQUEST_VMM_BUSY;
        fake.lies_about_busy = false;
        if (fake.flip)
                answer->response[fake.flip - 1] ^= 0x80;
        if (fake.certificates && fake.room_for_certificates) {
                answer->head.certificate_pages = 4;
                memcpy(answer->certificates, fake.certificates, fake.certificates_size);
        }
        return 0;
}
