/*
 * services/vtpm/manifests.c - see manifests.h. Shapes are those of SVSM 1.00 for the vTPM's
 * manifest, version 0 and 1 (TPMT_PUBLIC, one or several), and Cashew's own for the profile
 * (lib/svsm/attest.h); big-endian, as TPM structures are.
 */
#include "services/vtpm/manifests.h"
#include "services/vtpm/evidence.h"
#include "services/vtpm/commands/key.h"

#define VERSION_0 0
#define VERSION_1 1

static const uint8_t vtpm_guid[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;
static const uint8_t profile_guid[SVSM_GUID_SIZE] = SVSM_GUID_CASHEW_PROFILE;

static uint8_t manifest[ATTEST_MANIFEST_MAX];

static void write_sized(struct bytes_writer *out, const void *data, size_t size)
{
        bytes_write_be16(out, (uint16_t)size);
        bytes_write(out, data, size);
}

static int send(const uint8_t *service, uint32_t version, const struct bytes_writer *out)
{
        struct wire_blob blob = { out->data, out->size };

        return out->failed ? -1 : evidence_register(service, version, blob);
}

static int register_v0(const struct profile *profile, const struct memory *memory)
{
        struct bytes_writer out = bytes_writer(manifest, sizeof(manifest));
        const struct tpm_area *area;

        if (profile->manifest_v0 == PROFILE_NONE)
                return 0;
        area = &memory->keys[profile->manifest_v0].public;
        bytes_write(&out, area->data, area->size);
        return send(vtpm_guid, VERSION_0, &out);
}

static int register_v1(const struct profile *profile, const struct memory *memory)
{
        struct bytes_writer out = bytes_writer(manifest, sizeof(manifest));

        if (profile->manifest_v1_count == 0)
                return 0;
        bytes_write_be32(&out, VERSION_1);
        bytes_write_be32(&out, profile->manifest_v1_count);
        for (uint32_t i = 0; i < profile->manifest_v1_count; i++) {
                const struct tpm_area *area = &memory->keys[profile->manifest_v1[i]].public;

                write_sized(&out, area->data, area->size);
        }
        return send(vtpm_guid, VERSION_1, &out);
}

static int register_profile(const struct personality *personality,
                            const struct certificates *certificates)
{
        const struct profile *profile = &personality->profile;
        struct bytes_writer out = bytes_writer(manifest, sizeof(manifest));

        bytes_write_be32(&out, VERSION_0);
        write_sized(&out, profile->name.data, profile->name.size);
        bytes_write_be32(&out, profile->revision);
        write_sized(&out, personality->digest, sizeof(personality->digest));
        bytes_write_be32(&out, profile->certificate_count);
        for (uint32_t i = 0; i < profile->certificate_count; i++) {
                bytes_write_be32(&out, profile->nv[profile->certificates[i].nv].index);
                bytes_write_u8(&out, certificates->der[i].size != 0);
        }
        return send(profile_guid, VERSION_0, &out);
}

int manifests_register(const struct personality *personality, const struct memory *memory,
                       const struct certificates *certificates)
{
        const struct profile *profile = &personality->profile;

        return register_v0(profile, memory) || register_v1(profile, memory) ||
                               register_profile(personality, certificates)
                       ? -1
                       : 0;
}
