/* tools/attest/hcl.c - see hcl.h. Little-endian. */
#include "tools/attest/hcl.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>

#include "lib/base/bytes.h"

#define SIGNATURE    UINT32_C(0x414c4348) /* HCLA */
#define HEADER_SIZE  32
#define DATA_HEADER  20
#define REQUEST_TYPE 2
#define TYPE_SNP     2
#define RUNTIME_MAX  65536u
#define HASH_SHA256  1
#define HASH_SHA384  2
#define HASH_SHA512  3

static const char *type_name(uint32_t type)
{
        static const char *const names[] = { "none", "a VBS report", "an SNP report",
                                             "a trusted launch VM's", "a TDX report" };

        return type < sizeof(names) / sizeof(names[0]) ? names[type] : "one that is not known here";
}

static const EVP_MD *hash_of(uint32_t type)
{
        switch (type) {
        case HASH_SHA256:
                return EVP_sha256();
        case HASH_SHA384:
                return EVP_sha384();
        case HASH_SHA512:
                return EVP_sha512();
        default:
                return NULL;
        }
}

static const char *refuse(char reason[HCL_REASON_MAX], const char *what, uint32_t found,
                          const char *expected)
{
        snprintf(reason, HCL_REASON_MAX, "%s is %u, expected %s", what, (unsigned int)found,
                 expected);
        return reason;
}

/* Signature, version, size of all, kind of request, status, three reserved words. */
static const char *read_header(struct bytes_reader *in, struct hcl_report *out, uint32_t *size,
                               char reason[HCL_REASON_MAX])
{
        uint32_t request;

        if (bytes_left(in) < HEADER_SIZE + SNP_REPORT_SIZE + DATA_HEADER)
                return refuse(reason, "size of the file", (uint32_t)bytes_left(in),
                              "a header, a report and runtime data, 1236 bytes at least");
        if (bytes_read_le32(in) != SIGNATURE)
                return "expected HCLA in front, as an HCL report of Azure's has it";
        out->version = bytes_read_le32(in);
        *size = bytes_read_le32(in);
        request = bytes_read_le32(in);
        bytes_read_le32(in); /* status */
        bytes_take(in, 12);
        if (out->version != 1 && out->version != 2)
                return refuse(reason, "version of the HCL report", out->version, "1 or 2");
        return request == REQUEST_TYPE
                       ? NULL
                       : refuse(reason, "kind of request", request, "2, of an AK's certificate");
}

/* u32 size of all from here, version, kind of report, hash of REPORT_DATA, size of the runtime data; the data. */
static const char *read_data(struct bytes_reader *in, struct hcl_report *out, uint32_t total,
                             char reason[HCL_REASON_MAX])
{
        uint32_t size = bytes_read_le32(in);
        uint32_t version = bytes_read_le32(in);
        uint32_t type = bytes_read_le32(in);

        out->hash_type = bytes_read_le32(in);
        out->runtime_size = bytes_read_le32(in);
        if (type != TYPE_SNP) {
                snprintf(reason, HCL_REASON_MAX, "it has %s (kind %u), expected an SNP report",
                         type_name(type), (unsigned int)type);
                return reason;
        }
        if (version != 1)
                return refuse(reason, "version of the runtime data", version, "1");
        if (!hash_of(out->hash_type))
                return refuse(reason, "hash type of the runtime data", out->hash_type,
                              "1 to 3: SHA-256, 384 or 512");
        if (out->runtime_size == 0 || out->runtime_size > RUNTIME_MAX ||
            out->runtime_size > bytes_left(in))
                return refuse(reason, "size of the runtime data", (uint32_t)out->runtime_size,
                              "what the file has");
        if (size != DATA_HEADER + out->runtime_size)
                return refuse(reason, "size of the runtime data with its header", size,
                              "20 more than the data");
        if (total != HEADER_SIZE + SNP_REPORT_SIZE + size)
                return refuse(reason, "size of the HCL report", total, "the sum of its parts");
        out->runtime = bytes_take(in, out->runtime_size);
        return NULL;
}

/* What is behind the runtime data is the rest of an NV index, and means nothing. */
const char *hcl_report_read(const void *data, size_t size, struct hcl_report *out,
                            char reason[HCL_REASON_MAX])
{
        struct bytes_reader in = bytes_reader(data, size);
        const char *problem;
        uint32_t total = 0;

        *out = (struct hcl_report){ 0 };
        problem = read_header(&in, out, &total, reason);
        if (problem)
                return problem;
        out->report = bytes_take(&in, SNP_REPORT_SIZE);
        return read_data(&in, out, total, reason);
}

bool hcl_report_check(const struct hcl_report *hcl, const struct snp_report *report,
                      struct steps *steps)
{
        uint8_t expected[SNP_REPORT_DATA_SIZE] = { 0 };
        const EVP_MD *hash = hash_of(hcl->hash_type);
        bool good = EVP_Digest(hcl->runtime, hcl->runtime_size, expected, NULL, hash, NULL) == 1 &&
                    CRYPTO_memcmp(expected, report->report_data, sizeof(expected)) == 0;

        return steps_add(steps, "runtime data", good,
                         good ? "what the report was made for, by its %s"
                              : "the report is for something else than its %s",
                         EVP_MD_get0_name(hash));
}
