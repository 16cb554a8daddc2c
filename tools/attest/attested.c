/*
 * tools/attest/attested.c - see attested.h. The vTPM's manifests are those of SVSM 1.00 (version 0:
 * one TPMT_PUBLIC; version 1: a list), the profile's is Cashew's own (services/vtpm/manifests.c
 * writes all three). They are believed only behind a report: REPORT_DATA is over their bytes.
 */
#include "tools/attest/attested.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "lib/svsm/attest.h"
#include "lib/svsm/services_manifest.h"

/*
 * A key without its public numbers is refused: every later step compares with them. @data stays the
 * manifest's.
 */
static const char *add_key(const uint8_t *data, size_t size, struct attested *out)
{
        struct attested_key *key = &out->keys[out->key_count];

        if (!data || out->key_count == ATTESTED_KEYS_MAX)
                return "has more keys than a TPM of ours";
        *key = (struct attested_key){ .data = data, .size = size };
        if (tpm_public_read(data, size, &key->public) || !tpm_public_has_key(&key->public))
                return "has something that is not a TPM's key of a kind that is known here";
        out->key_count++;
        return NULL;
}

/*
 * A list may have keys of kinds that came later, or that other SVSMs have: they are counted, and what
 * is asked of a key is asked of the others (as google/go-tpm-tools does, cmd/verify_svsm.go).
 */
static const char *add_listed_key(const uint8_t *data, size_t size, struct attested *out)
{
        struct tpm_public public;

        if (!data)
                return NULL; /* the list ends too early, which its reader says */
        if (tpm_public_read(data, size, &public) == 0)
                return add_key(data, size, out);
        out->unknown_keys++;
        return NULL;
}

/* Big-endian, unlike everything else of the SVSM. */
static const char *read_key_list(const void *data, size_t size, struct attested *out)
{
        struct bytes_reader in = bytes_reader(data, size);
        const char *problem = NULL;
        uint32_t count;

        if (bytes_read_be32(&in) != 1)
                return "is not a list of keys of version 1";
        count = bytes_read_be32(&in);
        for (uint32_t i = 0; i < count && !problem && !in.failed; i++) {
                size_t area = bytes_read_be16(&in);

                if (area == 0 && !in.failed)
                        return "has a key of no bytes";
                problem = add_listed_key(bytes_take(&in, area), area, out);
        }
        if (problem)
                return problem;
        return in.failed || bytes_left(&in) ? "has not the size that it says" : NULL;
}

/* Whoever writes a manifest could write anything into a terminal: printable ASCII only. */
static const char *read_name(struct bytes_reader *in, char name[PROFILE_NAME_MAX + 1])
{
        size_t size = bytes_read_be16(in);

        if (size == 0 || size > PROFILE_NAME_MAX)
                return "has no profile's name";
        bytes_read(in, name, size);
        name[size] = '\0';
        for (size_t i = 0; i < size; i++) {
                if (name[i] < 0x20 || name[i] > 0x7e)
                        return "has no profile's name";
        }
        return NULL;
}

/*
 * u32 version 0, TPM2B name, u32 revision, TPM2B SHA-384 of the compiled profile, u32 count, and
 * for each certificate u32 NV index and u8 whether it is there; big-endian.
 */
static const char *read_profile(const void *data, size_t size, struct attested *out)
{
        struct bytes_reader in = bytes_reader(data, size);
        const char *problem;

        if (bytes_read_be32(&in) != 0)
                return "is a profile's manifest of another version";
        problem = read_name(&in, out->profile_name);
        if (problem)
                return problem;
        out->profile_revision = bytes_read_be32(&in);
        if (bytes_read_be16(&in) != sizeof(out->profile_digest))
                return "has no profile's digest";
        bytes_read(&in, out->profile_digest, sizeof(out->profile_digest));
        out->certificate_count = bytes_read_be32(&in);
        if (out->certificate_count > PROFILE_CERTS_MAX)
                return "has more certificates than a profile";
        for (size_t i = 0; i < out->certificate_count; i++) {
                out->certificates[i].nv_index = bytes_read_be32(&in);
                out->certificates[i].there = bytes_read_u8(&in) == 1;
        }
        out->has_profile = true;
        return in.failed || bytes_left(&in) ? "has not the size that it says" : NULL;
}

/* The services manifest has of the vTPM's manifests that of the lowest version. */
static const char *read_vtpm(const void *data, size_t size, struct attested *out)
{
        struct bytes_reader in = bytes_reader(data, size);

        if (bytes_read_be32(&in) == 1)
                return read_key_list(data, size, out);
        return add_key(data, size, out);
}

/*
 * What other services say is not looked at. A manifest without a vTPM is in order, and has no keys.
 */
static const char *read_services(const void *data, size_t size, struct attested *out)
{
        static const uint8_t vtpm[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;
        static const uint8_t profile[SVSM_GUID_SIZE] = SVSM_GUID_CASHEW_PROFILE;
        enum services_manifest_error error;
        struct services_manifest manifest;
        struct service_manifest service;
        const char *problem = NULL;

        error = services_manifest_open(&manifest, data, size);
        if (error != SERVICES_MANIFEST_OK)
                return services_manifest_error_text(error);
        out->services = manifest.count;
        if (services_manifest_find(&manifest, vtpm, &service) == 0)
                problem = read_vtpm(service.data, service.size, out);
        if (!problem && services_manifest_find(&manifest, profile, &service) == 0)
                problem = read_profile(service.data, service.size, out);
        return problem;
}

/*
 * A manifest of one service counts as one. On a problem @out has what was read before it: the
 * caller throws that away.
 */
const char *attested_read(enum attested_kind kind, const void *data, size_t size,
                          struct attested *out)
{
        *out = (struct attested){ .services = 1 };
        switch (kind) {
        case ATTESTED_SERVICES:
                return read_services(data, size, out);
        case ATTESTED_VTPM_V0:
                return add_key(data, size, out);
        case ATTESTED_VTPM_V1:
                return read_key_list(data, size, out);
        default:
                return read_profile(data, size, out);
        }
}
