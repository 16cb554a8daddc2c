/* tests/unit/verify/quote_builder.c - see quote_builder.h. */
#include "tests/unit/verify/quote_builder.h"

#include <stdlib.h>

#include "tools/attest/events/check.h"

void quote_values(const struct built *log, struct pcr_values *out)
{
        struct events_result result;
        struct steps ignored = { 0 };

        events_read(log->data, log->out.size, NULL, &ignored, &result);
        *out = result.replay.values;
        for (size_t i = 0; i < out->count; i++)
                out->banks[i].known = 0xffffff;
}

size_t quote_build(const struct pcr_values *values, uint8_t data[QUOTE_BUILT_MAX])
{
        struct bytes_writer out = bytes_writer(data, QUOTE_BUILT_MAX);
        const struct pcr_bank *bank = pcr_bank_find(values, 0x000b);
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        uint8_t digest[32];

        EVP_DigestInit_ex(context, EVP_sha256(), NULL);
        for (int pcr = 0; pcr < 10; pcr++)
                EVP_DigestUpdate(context, bank->values[pcr], 32);
        EVP_DigestFinal_ex(context, digest, NULL);
        EVP_MD_CTX_free(context);
        bytes_write_be32(&out, 0xff544347);
        bytes_write_be16(&out, 0x8018);
        bytes_write_be16(&out, 0);
        bytes_write_be16(&out, 5);
        bytes_write(&out, "nonce", 5);
        bytes_write_zero(&out, 17 + 8);
        bytes_write_be32(&out, 1);
        bytes_write_be16(&out, 0x000b);
        bytes_write_u8(&out, 3);
        bytes_write_u8(&out, 0xff);
        bytes_write_u8(&out, 0x03);
        bytes_write_u8(&out, 0);
        bytes_write_be16(&out, 32);
        bytes_write(&out, digest, 32);
        return out.size;
}

size_t quote_sign(EVP_PKEY *key, const uint8_t *quote, size_t size, uint8_t out[QUOTE_BUILT_MAX])
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        size_t length = QUOTE_BUILT_MAX;

        if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
            EVP_DigestSign(context, out, &length, quote, size) != 1)
                abort();
        EVP_MD_CTX_free(context);
        return length;
}
