/*
 * fuzz/wire/request.c - the CA's end, given anything: a request that is accepted is the same after
 * being written again, keys that the policy accepts have the promised sizes, and no report is believed,
 * since no chip is trusted.
 */
#include "fuzz/wire/feed.h"
#include "lib/wire/manufacture.h"
#include "tools/ca/policy/requests.h"
#include "tools/ca/serve/request_check.h"
#include "tools/ca/serve/shared.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct wire_frame *frame, const struct wire_request *request)
{
        static uint8_t payload[WIRE_PAYLOAD_MAX];
        struct bytes_writer out = bytes_writer(payload, sizeof(payload));

        wire_write_request(&out, request);
        if (out.failed || out.size != frame->size ||
            memcmp(payload, frame->payload, frame->size) != 0)
                abort();
}

static void check_policy(const struct wire_request *request)
{
        struct tpm_public publics[WIRE_KEYS_MAX];
        uint32_t key;

        if (policy_check(request, publics, &key)) {
                if (key >= request->key_count)
                        abort();
                return;
        }
        for (uint32_t i = 0; i < request->key_count; i++) {
                size_t bytes = publics[i].type == TPM_ALG_RSA ? publics[i].modulus_size
                                                              : tpm_curve_bytes(publics[i].curve);

                if (bytes == 0 || bytes > TPM_RSA_BYTES_MAX || publics[i].x_size > bytes ||
                    publics[i].y_size > bytes)
                        abort();
        }
}

static void check_report(const struct wire_request *request)
{
        static struct ca_policy policy = { .rules.vlek = true, .rules.provisional = true };
        const struct session_ca ca = { .policy = &policy };
        struct attested attested;
        char reason[WIRE_TEXT_MAX + 1];

        if (!policy.rules.roots)
                policy.rules.roots = X509_STORE_new();
        if (request_check_report(&ca, request, &attested, reason, sizeof(reason)) ||
            *attested.measurement || *attested.chip_id)
                abort();
        for (const char *c = reason; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        abort();
        }
}

static bool take(const struct wire_frame *frame)
{
        struct wire_request request;

        if (frame->type == WIRE_HELLO)
                return frame->size == 0;
        if (frame->type != WIRE_REQUEST || wire_read_request(frame->payload, frame->size, &request))
                return false;
        check_again(frame, &request);
        check_policy(&request);
        check_report(&request);
        return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        wire_feed(data, size, take);
        return 0;
}
