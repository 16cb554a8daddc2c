/* tests/unit/profile/sample.c - see sample.h. */
#include "tests/unit/profile/sample.h"
#include "lib/wire/manufacture.h"

#define NAME(text)                                                        \
        {                                                                 \
                .data = (const uint8_t *)(text), .size = sizeof(text) - 1 \
        }
#define BYTES(array)                                   \
        {                                              \
                .data = (array), .size = sizeof(array) \
        }

/* Any 32 bytes do as a policy. */
#define POLICY                                                                                     \
        0x00, 0x20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
                23, 24, 25, 26, 27, 28, 29, 30, 31, 32

static const uint8_t zeros[256];
static const uint8_t nonce[16] = { 0x55 };
static const uint8_t policy[32] = { 7 };
static const uint8_t policy_content[34] = { 0x00, 0x0b, 1 };

static const uint8_t ek_rsa[] = { 0x00,   0x01, 0x00, 0x0b, 0x00, 0x03, 0x00, 0xb2,
                                  POLICY, 0x00, 0x06, 0x00, 0x80, 0x00, 0x43, 0x00,
                                  0x10,   0x08, 0x00, 0x00, 0x00, 0x00, 0x00 };
static const uint8_t ek_ecc[] = { 0x00, 0x23,   0x00, 0x0b, 0x00, 0x03, 0x00,
                                  0xb2, POLICY, 0x00, 0x06, 0x00, 0x80, 0x00,
                                  0x43, 0x00,   0x10, 0x00, 0x03, 0x00, 0x10 };
static const uint8_t ak_ecc[] = { 0x00, 0x23, 0x00, 0x0b, 0x00, 0x05, 0x00, 0x72, 0x00, 0x00,
                                  0x00, 0x10, 0x00, 0x18, 0x00, 0x0b, 0x00, 0x03, 0x00, 0x10 };
static const uint8_t ak_rsa[] = {
        0x00, 0x01, 0x00, 0x0b, 0x00, 0x05, 0x00, 0x72, 0x00, 0x00, 0x00,
        0x10, 0x00, 0x14, 0x00, 0x0b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00
};

static const struct profile sample = {
        .name = NAME("sample"),
        .revision = 3,
        .requirement_count = 2,
        .requirements = { { PROFILE_REQUIRE_ALGORITHM, 0x000b }, { PROFILE_REQUIRE_RSA_BITS, 2048 } },
        .bank_count = 2,
        .banks = { 0x000b, 0x000c },
        .key_count = 4,
        .keys = {
                [SAMPLE_EK_RSA] = { .name = NAME("ek-rsa"),
                                    .hierarchy = 0x4000000b,
                                    .head = BYTES(ek_rsa),
                                    .unique_rule = PROFILE_UNIQUE_NV_NONCE,
                                    .x = BYTES(zeros),
                                    .nonce = SAMPLE_NONCE,
                                    .disposition = PROFILE_KEY_PERSISTENT,
                                    .handle = 0x81010001,
                                    .occupied = PROFILE_OCCUPIED_REFUSE },
                [SAMPLE_EK_ECC] = { .name = NAME("ek-ecc"),
                                    .hierarchy = 0x4000000b,
                                    .head = BYTES(ek_ecc),
                                    .x = { zeros, 32 },
                                    .y = { zeros, 32 },
                                    .nonce = PROFILE_NONE,
                                    .auth = PROFILE_AUTH_RANDOM_ONCE,
                                    .disposition = PROFILE_KEY_PERSISTENT,
                                    .handle = 0x81010002,
                                    .occupied = PROFILE_OCCUPIED_KEEP_IF_SAME },
                [SAMPLE_AK] = { .name = NAME("ak"),
                                .hierarchy = 0x4000000b,
                                .head = BYTES(ak_ecc),
                                .unique_rule = PROFILE_UNIQUE_RANDOM_ONCE,
                                .x = { zeros, 32 },
                                .y = { zeros, 32 },
                                .nonce = PROFILE_NONE,
                                .disposition = PROFILE_KEY_TRANSIENT },
                [SAMPLE_TEMPLATE] = { .name = NAME("template"),
                                      .hierarchy = 0x40000001,
                                      .head = BYTES(ak_rsa),
                                      .nonce = PROFILE_NONE,
                                      .disposition = PROFILE_KEY_TEMPLATE },
        },
        .nv_count = 8,
        .nv = {
                [SAMPLE_CERTIFICATE_RSA] = { .name = NAME("ek-rsa-certificate"),
                                             .index = 0x01c00002,
                                             .name_algorithm = 0x000b,
                                             .attributes = 0x42072001,
                                             .content = PROFILE_CONTENT_CERTIFICATE,
                                             .subject = 0,
                                             .after_write = PROFILE_AFTER_LOCK,
                                             .required = true },
                [SAMPLE_CERTIFICATE_AK] = { .name = NAME("ak-certificate"),
                                            .index = 0x01c101d0,
                                            .name_algorithm = 0x000b,
                                            .attributes = 0x42060004,
                                            .auth = PROFILE_AUTH_RANDOM_BOOT,
                                            .size = 4096,
                                            .content = PROFILE_CONTENT_CERTIFICATE,
                                            .subject = 1,
                                            .next_boot = PROFILE_NEXT_REDEFINE },
                [SAMPLE_NONCE] = { .name = NAME("nonce"),
                                   .index = 0x01c00003,
                                   .name_algorithm = 0x000b,
                                   .attributes = 0x42072001,
                                   .content = PROFILE_CONTENT_LITERAL,
                                   .subject = PROFILE_NONE,
                                   .literal = BYTES(nonce),
                                   .required = true },
                [SAMPLE_AK_TEMPLATE] = { .name = NAME("ak-template"),
                                         .index = 0x01c10003,
                                         .name_algorithm = 0x000b,
                                         .attributes = 0x42072001,
                                         .content = PROFILE_CONTENT_TEMPLATE,
                                         .subject = SAMPLE_AK },
                [SAMPLE_POLICY] = { .name = NAME("policy"),
                                    .index = 0x01c07f01,
                                    .name_algorithm = 0x000b,
                                    .attributes = 0x020f1008,
                                    .policy = BYTES(policy),
                                    .content = PROFILE_CONTENT_LITERAL,
                                    .subject = PROFILE_NONE,
                                    .literal = BYTES(policy_content) },
                [SAMPLE_REPORT] = { .name = NAME("report"),
                                    .index = 0x01400001,
                                    .name_algorithm = 0x000b,
                                    .attributes = 0x42060004,
                                    .auth = PROFILE_AUTH_RANDOM_ONCE,
                                    .size = 2900,
                                    .content = PROFILE_CONTENT_HCL_REPORT,
                                    .subject = SAMPLE_EK_ECC,
                                    .next_boot = PROFILE_NEXT_REFRESH },
                [SAMPLE_EMPTY] = { .name = NAME("empty"),
                                   .index = 0x01400002,
                                   .name_algorithm = 0x000b,
                                   .attributes = 0x02060006,
                                   .size = 64,
                                   .subject = PROFILE_NONE },
                [SAMPLE_PUBLIC] = { .name = NAME("public"),
                                    .index = 0x01c60000,
                                    .name_algorithm = 0x000c,
                                    .attributes = 0x42072001,
                                    .content = PROFILE_CONTENT_PUBLIC_2B,
                                    .subject = SAMPLE_EK_ECC },
        },
        .certificate_count = 2,
        .certificates = {
                { SAMPLE_EK_RSA, SAMPLE_CERTIFICATE_RSA, WIRE_PURPOSE_ENDORSEMENT,
                  PROFILE_EXTENSION_NONE, true },
                { SAMPLE_AK, SAMPLE_CERTIFICATE_AK, WIRE_PURPOSE_ATTESTATION,
                  PROFILE_EXTENSION_GCE_INSTANCE, false },
        },
        .manifest_v0 = SAMPLE_EK_RSA,
        .manifest_v1_count = 2,
        .manifest_v1 = { SAMPLE_EK_RSA, SAMPLE_AK },
        .hook_count = 2,
        .hooks = { { SAMPLE_REPORT, PROFILE_HOOK_REPORT_ON_READ, 2 },
                   { SAMPLE_CERTIFICATE_AK, PROFILE_HOOK_CERTIFICATE_ON_READ, 86400 } },
};

struct profile sample_profile(void)
{
        return sample;
}
