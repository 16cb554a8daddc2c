/*
 * services/vtpm/keys.c - the low range of the TCG EK Credential Profile for TPM Family 2.0:
 * templates L-1 and L-2 (as google/go-tpm tpm2/templates.go and stefanberger/swtpm
 * src/swtpm_setup/swtpm.c have them), NV indices of the profile's low range, persistent handles of
 * the TCG TPM v2.0 Provisioning Guidance.
 */
#include "services/vtpm/keys.h"
#include "lib/wire/manufacture.h"
#include "services/vtpm/tpm.h"

/* PolicyA with SHA-256: TPM2_PolicySecret(TPM_RH_ENDORSEMENT). */
#define POLICY_A_SHA256                                                                           \
        0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, \
                0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b,     \
                0x33, 0x14, 0x69, 0xaa

/*
 * Both differ only at the ends: type; SHA-256 names, attributes 0x000300b2, PolicyA, AES-128-CFB,
 * no scheme.
 */
#define LOW_RANGE_MIDDLE                                                                         \
        0x00, 0x0b, 0x00, 0x03, 0x00, 0xb2, 0x00, 0x20, POLICY_A_SHA256, 0x00, 0x06, 0x00, 0x80, \
                0x00, 0x43, 0x00, 0x10

/* L-1: 2048 bits, default exponent, 256 zero bytes as unique. */
static const uint8_t ek_rsa_2048[314] = {
        0x00, 0x01, LOW_RANGE_MIDDLE, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
};

/* L-2: NIST P-256, no key derivation scheme, 32 zero bytes each as x and y. */
static const uint8_t ek_ecc_p256[122] = {
        0x00, 0x23, LOW_RANGE_MIDDLE, 0x00, 0x03, 0x00, 0x10, [54] = 0x00, 0x20, [88] = 0x00, 0x20,
};

#define EK_CERTIFICATE_ATTRIBUTES                                                     \
        (TPMA_NV_PPWRITE | TPMA_NV_WRITEDEFINE | TPMA_NV_PPREAD | TPMA_NV_OWNERREAD | \
         TPMA_NV_AUTHREAD | TPMA_NV_NO_DA | TPMA_NV_PLATFORMCREATE)
_Static_assert(EK_CERTIFICATE_ATTRIBUTES == 0x42072001, "attributes of EK certificate indices");

const struct vtpm_key vtpm_keys[] = {
        {
                .name = "ek-rsa2048",
                .hierarchy = TPM_RH_ENDORSEMENT,
                .template = ek_rsa_2048,
                .template_size = sizeof(ek_rsa_2048),
                .handle = 0x81010001,
                .purpose = WIRE_PURPOSE_ENDORSEMENT,
                .nv_index = 0x01c00002,
                .nv_attributes = EK_CERTIFICATE_ATTRIBUTES,
        },
        {
                .name = "ek-p256",
                .hierarchy = TPM_RH_ENDORSEMENT,
                .template = ek_ecc_p256,
                .template_size = sizeof(ek_ecc_p256),
                .handle = 0x81010002,
                .purpose = WIRE_PURPOSE_ENDORSEMENT,
                .nv_index = 0x01c0000a,
                .nv_attributes = EK_CERTIFICATE_ATTRIBUTES,
        },
};
const size_t vtpm_key_count = sizeof(vtpm_keys) / sizeof(vtpm_keys[0]);
_Static_assert(sizeof(vtpm_keys) / sizeof(vtpm_keys[0]) <= WIRE_KEYS_MAX, "one request");
