/* tools/evidence/report_data.c - see report_data.h. */
#include "tools/evidence/report_data.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

static bool hash(const void *first, size_t first_size, const void *second, size_t second_size,
                 uint8_t out[SNP_REPORT_DATA_SIZE])
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        bool done = context && EVP_DigestInit_ex(context, EVP_sha512(), NULL) == 1 &&
                    EVP_DigestUpdate(context, first, first_size) == 1 &&
                    EVP_DigestUpdate(context, second, second_size) == 1 &&
                    EVP_DigestFinal_ex(context, out, NULL) == 1;

        EVP_MD_CTX_free(context);
        return done;
}

static bool is_given(const struct snp_report *report, const void *data, size_t size)
{
        uint8_t expected[SNP_REPORT_DATA_SIZE] = { 0 };

        if (size > sizeof(expected))
                return false;
        if (size)
                memcpy(expected, data, size);
        return CRYPTO_memcmp(expected, report->report_data, sizeof(expected)) == 0;
}

/* A nonce that stands there as it is was given to the processor itself, as guests without an SVSM do. */
bool report_verify_data(const struct snp_report *report, const char *name, const void *first,
                        size_t first_size, const void *second, size_t second_size,
                        struct steps *steps)
{
        uint8_t expected[SNP_REPORT_DATA_SIZE];
        bool good = hash(first, first_size, second, second_size, expected) &&
                    CRYPTO_memcmp(expected, report->report_data, sizeof(expected)) == 0;

        if (!good && first_size != 0 && is_given(report, first, first_size))
                return steps_add(steps, name, false,
                                 "REPORT_DATA is the nonce itself: the report is not an SVSM's "
                                 "(--report-data compares it so)");
        return steps_add(steps, name, good,
                         good ? "what the report was made for"
                              : "the report is for something else");
}

bool report_verify_given_data(const struct snp_report *report, const void *data, size_t size,
                              struct steps *steps)
{
        char text[2 * SNP_REPORT_DATA_SIZE + 1];
        bool good = is_given(report, data, size);

        steps_hex(report->report_data, sizeof(report->report_data), text);
        return steps_add(steps, "report data", good, "%s%s", text,
                         good ? "" : " is not what was expected");
}
