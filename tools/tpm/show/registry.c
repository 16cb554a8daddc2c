/*
 * tools/tpm/show/registry.c - see registry.h. Ranges are those of the TCG's "Registry of Reserved TPM 2.0
 * Handles and Localities" as tpm2-tss names them (fapi_util.c), single indices those of the TCG's EK
 * Credential Profile, and what clouds say of theirs.
 */
#include "tools/tpm/show/registry.h"

#include <stddef.h>

struct range {
        uint32_t first;
        uint32_t last;
        const char *text;
};

/* The first that fits counts. */
static const struct range nv_ranges[] = {
        { 0x01400001, 0x01400001, "Azure: attestation report" },
        { 0x01400002, 0x01400002, "Azure: user data of the attestation report" },
        { 0x01c00002, 0x01c00002, "TCG: EK certificate, RSA-2048 (L-1)" },
        { 0x01c00003, 0x01c00003, "TCG: EK nonce, RSA-2048 (L-1)" },
        { 0x01c00004, 0x01c00004, "TCG: EK template, RSA-2048 (L-1)" },
        { 0x01c0000a, 0x01c0000a, "TCG: EK certificate, P-256 (L-2)" },
        { 0x01c0000b, 0x01c0000b, "TCG: EK nonce, P-256 (L-2)" },
        { 0x01c0000c, 0x01c0000c, "TCG: EK template, P-256 (L-2)" },
        { 0x01c00012, 0x01c00012, "TCG: EK certificate, RSA-2048 (H-1)" },
        { 0x01c00013, 0x01c00013, "TCG: EK template, RSA-2048 (H-1)" },
        { 0x01c00014, 0x01c00014, "TCG: EK certificate, P-256 (H-2)" },
        { 0x01c00015, 0x01c00015, "TCG: EK template, P-256 (H-2)" },
        { 0x01c00016, 0x01c00016, "TCG: EK certificate, P-384 (H-3)" },
        { 0x01c00017, 0x01c00017, "TCG: EK template, P-384 (H-3)" },
        { 0x01c00018, 0x01c00018, "TCG: EK certificate, P-521 (H-4)" },
        { 0x01c00019, 0x01c00019, "TCG: EK template, P-521 (H-4)" },
        { 0x01c0001a, 0x01c0001a, "TCG: EK certificate, SM2 (H-5)" },
        { 0x01c0001b, 0x01c0001b, "TCG: EK template, SM2 (H-5)" },
        { 0x01c0001c, 0x01c0001c, "TCG: EK certificate, RSA-3072 (H-6)" },
        { 0x01c0001d, 0x01c0001d, "TCG: EK template, RSA-3072 (H-6)" },
        { 0x01c0001e, 0x01c0001e, "TCG: EK certificate, RSA-4096 (H-7)" },
        { 0x01c0001f, 0x01c0001f, "TCG: EK template, RSA-4096 (H-7)" },
        { 0x01c00100, 0x01c001ff, "TCG: chain of the EK certificates" },
        { 0x01c07f01, 0x01c07f01, "TCG: EK policy index, SHA-256 (I-1)" },
        { 0x01c07f02, 0x01c07f02, "TCG: EK policy index, SHA-384 (I-2)" },
        { 0x01c07f03, 0x01c07f03, "TCG: EK policy index, SHA-512 (I-3)" },
        { 0x01c07f04, 0x01c07f04, "TCG: EK policy index, SM3-256 (I-4)" },
        { 0x01c00000, 0x01c07fff, "TCG: endorsement keys" },
        { 0x01c08000, 0x01c0ffff, "TCG: platform certificate" },
        { 0x01c10000, 0x01c10000, "Google: AK certificate, RSA" },
        { 0x01c10001, 0x01c10001, "Google: AK template, RSA" },
        { 0x01c10002, 0x01c10002, "Google: AK certificate, ECC" },
        { 0x01c10003, 0x01c10003, "Google: AK template, ECC" },
        { 0x01c101d0, 0x01c101d0, "Azure: AK certificate" },
        { 0x01c10000, 0x01c1ffff, "TCG: component OEM" },
        { 0x01c20000, 0x01c2ffff, "TCG: TPM OEM" },
        { 0x01c30000, 0x01c3ffff, "TCG: platform OEM" },
        { 0x01c40000, 0x01c4ffff, "TCG: PC Client work group" },
        { 0x01c50000, 0x01c5ffff, "TCG: server work group" },
        { 0x01c60000, 0x01c6ffff, "TCG: virtualized platform work group" },
        { 0x01c70000, 0x01c7ffff, "TCG: mobile platform work group" },
        { 0x01c80000, 0x01c8ffff, "TCG: embedded systems work group" },
        { 0x01c90000, 0x01c9ffff, "TCG: device identities (IDevID, IAK)" },
};

static const struct range handle_ranges[] = {
        { 0x81000001, 0x81000001, "storage root key, RSA" },
        { 0x81000002, 0x81000002, "storage root key, ECC" },
        { 0x81000003, 0x81000003, "Azure: AK" },
        { 0x81008f00, 0x81008f01, "go-tpm-tools: AK of the owner" },
        { 0x81010001, 0x81010001, "endorsement key, RSA-2048" },
        { 0x81010002, 0x81010002, "endorsement key, P-256" },
        { 0x81010000, 0x8101ffff, "endorsement hierarchy" },
        { 0x81020000, 0x8102ffff, "device identities (IDevID, IAK)" },
        { 0x81800000, 0x81ffffff, "platform" },
};

static const char *find(const struct range *ranges, size_t count, uint32_t number)
{
        for (size_t i = 0; i < count; i++)
                if (number >= ranges[i].first && number <= ranges[i].last)
                        return ranges[i].text;
        return "";
}

const char *registry_nv(uint32_t index)
{
        return find(nv_ranges, sizeof(nv_ranges) / sizeof(nv_ranges[0]), index);
}

const char *registry_handle(uint32_t handle)
{
        return find(handle_ranges, sizeof(handle_ranges) / sizeof(handle_ranges[0]), handle);
}
