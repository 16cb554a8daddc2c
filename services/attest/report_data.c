/* services/attest/report_data.c - see report_data.h. */
#include "services/attest/report_data.h"

#include <bearssl.h>
#include <stdbool.h>
#include <string.h>

_Static_assert(SNP_REPORT_DATA_SIZE == br_sha512_SIZE, "REPORT_DATA holds a SHA-512");
_Static_assert(sizeof(ATTEST_PEER_LABEL) < SVSM_ATTEST_NONCE_SIZE, "a nonce shows the whole label");

static void hash(const void *first, size_t first_size, const void *second, size_t second_size,
                 uint8_t out[SNP_REPORT_DATA_SIZE])
{
        br_sha512_context context;

        br_sha512_init(&context);
        br_sha512_update(&context, first, first_size);
        br_sha512_update(&context, second, second_size);
        br_sha512_out(&context, out);
}

int report_data_for_guest(const uint8_t nonce[SVSM_ATTEST_NONCE_SIZE], const void *manifest,
                          size_t size, uint8_t out[SNP_REPORT_DATA_SIZE])
{
        if (memcmp(nonce, ATTEST_PEER_LABEL, sizeof(ATTEST_PEER_LABEL)) == 0)
                return -1;
        hash(nonce, SVSM_ATTEST_NONCE_SIZE, manifest, size, out);
        return 0;
}

void report_data_for_peer(const char *name, const void *data, size_t size,
                          uint8_t out[SNP_REPORT_DATA_SIZE])
{
        struct attest_peer_prefix prefix = { .label = ATTEST_PEER_LABEL };

        strncpy(prefix.name, name, sizeof(prefix.name) - 1);
        hash(&prefix, sizeof(prefix), data, size, out);
}

/* One JSON object of printable ASCII that begins with its keys: not a reader, but nothing binary gets through. */
static bool are_claims(const uint8_t *text, size_t size)
{
        static const char start[] = "{\"keys\":[";

        if (size <= sizeof(start) || memcmp(text, start, sizeof(start) - 1) != 0 ||
            text[size - 1] != '}')
                return false;
        for (size_t i = 0; i < size; i++)
                if (text[i] < ' ' || text[i] > '~')
                        return false;
        return true;
}

int report_data_for_claims(const void *claims, size_t size, uint8_t out[SNP_REPORT_DATA_SIZE])
{
        br_sha256_context context;

        if (!are_claims(claims, size))
                return -1;
        memset(out, 0, SNP_REPORT_DATA_SIZE);
        br_sha256_init(&context);
        br_sha256_update(&context, claims, size);
        br_sha256_out(&context, out);
        return 0;
}
