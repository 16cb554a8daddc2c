/* services/vtpm/hcl_report.c - see hcl_report.h. */
#include "services/vtpm/hcl_report.h"
#include "services/runtime/service.h"
#include "services/vtpm/evidence.h"
#include "services/vtpm/commands/key.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <string.h>

#define SIGNATURE      UINT32_C(0x414c4348) /* "HCLA" */
#define HEADER_VERSION 2
#define REQUEST_AK     2
#define DATA_VERSION   1
#define DATA_HEADER    20
#define REPORT_SNP     2
#define HASH_SHA256    1

/* Base64 of the largest number, with its end. */
#define ENCODED_MAX (TPM_RSA_BYTES_MAX / 3 * 4 + 8)
#define CLAIMS_MAX  2048

static struct evidence evidence;

/* Base64 for URLs without padding (RFC 7515, section 2). */
static void encode(const uint8_t *data, size_t size, char out[ENCODED_MAX])
{
        size_t length = (size_t)EVP_EncodeBlock((unsigned char *)out, data, (int)size);

        while (length && out[length - 1] == '=')
                length--;
        out[length] = '\0';
        for (char *c = out; *c; c++)
                *c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
}

static void encode_exponent(uint32_t exponent, char out[ENCODED_MAX])
{
        uint8_t bytes[] = { (uint8_t)(exponent >> 24), (uint8_t)(exponent >> 16),
                            (uint8_t)(exponent >> 8), (uint8_t)exponent };
        size_t zeros = 0;

        while (zeros < sizeof(bytes) - 1 && bytes[zeros] == 0)
                zeros++;
        encode(bytes + zeros, sizeof(bytes) - zeros, out);
}

/* One JSON web key (RFC 7517). Returns its length, 0 if the key is not RSA. */
static size_t write_key(const struct tpm_area *area, const char *name, const char *operation,
                        char *out, size_t capacity)
{
        char modulus[ENCODED_MAX];
        char exponent[ENCODED_MAX];
        struct tpm_public public;
        int length;

        if (tpm_public_read(area->data, area->size, &public) || !tpm_public_has_key(&public) ||
            public.type != TPM_ALG_RSA)
                return 0;
        encode(public.modulus, public.modulus_size, modulus);
        encode_exponent(public.rsa_exponent, exponent);
        length = snprintf(
                out, capacity,
                "{\"kid\":\"%s\",\"key_ops\":[\"%s\"],\"kty\":\"RSA\",\"e\":\"%s\",\"n\":\"%s\"}",
                name, operation, exponent, modulus);
        return length > 0 && (size_t)length < capacity ? (size_t)length : 0;
}

static const struct tpm_area *find_ek(const struct content_sources *sources)
{
        const struct profile *profile = &sources->personality->profile;

        for (uint32_t i = 0; i < profile->key_count; i++) {
                const struct tpm_area *area = &sources->memory->keys[i].public;
                struct tpm_public public;

                if (tpm_public_read(area->data, area->size, &public) == 0 &&
                    public.type == TPM_ALG_RSA && (public.attributes & TPMA_OBJECT_RESTRICTED) &&
                    (public.attributes & TPMA_OBJECT_DECRYPT))
                        return area;
        }
        return NULL;
}

static size_t write_claims(const struct content_sources *sources, uint8_t ak, char *out,
                           size_t capacity)
{
        static char ak_key[CLAIMS_MAX / 2];
        static char ek_key[CLAIMS_MAX / 2];
        const struct tpm_area *ek = find_ek(sources);
        int length;

        if (!ek ||
            !write_key(&sources->memory->keys[ak].public, "HCLAkPub", "sign", ak_key,
                       sizeof(ak_key)) ||
            !write_key(ek, "HCLEkPub", "encrypt", ek_key, sizeof(ek_key)))
                return 0;
        length = snprintf(out, capacity,
                          "{\"keys\":[%s,%s],\"vm-configuration\":{\"tpm-enabled\":true,"
                          "\"tpm-persisted\":false},\"user-data\":\"%0128d\"}",
                          ak_key, ek_key, 0);
        return length > 0 && (size_t)length < capacity ? (size_t)length : 0;
}

static void write_report(struct bytes_writer *out, const char *claims, size_t claims_size)
{
        bytes_write_le32(out, SIGNATURE);
        bytes_write_le32(out, HEADER_VERSION);
        bytes_write_le32(out, (uint32_t)evidence.report_size);
        bytes_write_le32(out, REQUEST_AK);
        bytes_write_zero(out, 4 * sizeof(uint32_t));
        bytes_write(out, evidence.report, evidence.report_size);
        bytes_write_le32(out, DATA_HEADER + (uint32_t)claims_size);
        bytes_write_le32(out, DATA_VERSION);
        bytes_write_le32(out, REPORT_SNP);
        bytes_write_le32(out, HASH_SHA256);
        bytes_write_le32(out, (uint32_t)claims_size);
        bytes_write(out, claims, claims_size);
}

int hcl_report_make(const struct content_sources *sources, uint8_t ak, uint8_t *out,
                    size_t capacity, struct wire_blob *result)
{
        static char claims[CLAIMS_MAX];
        struct bytes_writer writer = bytes_writer(out, capacity);
        size_t size = write_claims(sources, ak, claims, sizeof(claims));

        *result = (struct wire_blob){ 0 };
        if (size == 0) {
                service_log("vtpm: stopped: the claims about AK and EK cannot be written");
                return -1;
        }
        evidence_get(ATTEST_PEER_CLAIMS, (struct wire_blob){ (const uint8_t *)claims, size }, false,
                     &evidence);
        if (evidence.report_size == 0)
                return 0;
        write_report(&writer, claims, size);
        *result = (struct wire_blob){ out, writer.failed ? 0 : writer.size };
        return 0;
}
