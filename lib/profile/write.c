/* lib/profile/write.c - a profile as bytes. */
#include "lib/base/bytes.h"
#include "lib/profile/check.h"

/* Writes a record's head; returns where its size is, which end_record() fills in. */
static size_t begin_record(struct bytes_writer *out, uint16_t tag)
{
        bytes_write_be16(out, tag);
        bytes_write_be16(out, 0);
        bytes_write_be32(out, 0);
        return out->size;
}

/* A size in front of @value, the offset of the first byte that it counts. */
static void fill_size(struct bytes_writer *out, size_t value, size_t size)
{
        struct bytes_writer at = bytes_writer(out->data, value);

        if (out->failed)
                return;
        at.size = value - 4;
        bytes_write_be32(&at, (uint32_t)size);
}

static void end_record(struct bytes_writer *out, size_t value)
{
        fill_size(out, value, out->size - value);
}

static void write_bytes(struct bytes_writer *out, struct profile_bytes bytes)
{
        if (bytes.size > UINT16_MAX)
                out->failed = true;
        bytes_write_be16(out, (uint16_t)bytes.size);
        bytes_write(out, bytes.data, bytes.size);
}

static void write_name(struct bytes_writer *out, const struct profile *profile)
{
        size_t record = begin_record(out, PROFILE_NAME);

        write_bytes(out, profile->name);
        bytes_write_be32(out, profile->revision);
        end_record(out, record);
}

static void write_requirement(struct bytes_writer *out,
                              const struct profile_requirement *requirement)
{
        size_t record = begin_record(out, PROFILE_REQUIREMENT);

        bytes_write_be16(out, requirement->kind);
        bytes_write_be32(out, requirement->value);
        end_record(out, record);
}

static void write_bank(struct bytes_writer *out, uint16_t algorithm)
{
        size_t record = begin_record(out, PROFILE_PCR_BANK);

        bytes_write_be16(out, algorithm);
        end_record(out, record);
}

static void write_key(struct bytes_writer *out, const struct profile_key *key)
{
        size_t record = begin_record(out, PROFILE_KEY);

        write_bytes(out, key->name);
        bytes_write_be32(out, key->hierarchy);
        write_bytes(out, key->head);
        bytes_write_u8(out, key->unique_rule);
        write_bytes(out, key->x);
        write_bytes(out, key->y);
        bytes_write_u8(out, key->nonce);
        bytes_write_u8(out, key->auth);
        bytes_write_u8(out, key->disposition);
        bytes_write_be32(out, key->handle);
        bytes_write_u8(out, key->occupied);
        end_record(out, record);
}

static void write_nv(struct bytes_writer *out, const struct profile_nv *nv)
{
        size_t record = begin_record(out, PROFILE_NV);

        write_bytes(out, nv->name);
        bytes_write_be32(out, nv->index);
        bytes_write_be16(out, nv->name_algorithm);
        bytes_write_be32(out, nv->attributes);
        write_bytes(out, nv->policy);
        bytes_write_u8(out, nv->auth);
        bytes_write_be16(out, nv->size);
        bytes_write_u8(out, nv->content);
        bytes_write_u8(out, nv->subject);
        write_bytes(out, nv->literal);
        bytes_write_u8(out, nv->after_write);
        bytes_write_u8(out, nv->next_boot);
        bytes_write_u8(out, nv->required);
        end_record(out, record);
}

static void write_certificate(struct bytes_writer *out,
                              const struct profile_certificate *certificate)
{
        size_t record = begin_record(out, PROFILE_CERTIFICATE);

        bytes_write_u8(out, certificate->key);
        bytes_write_u8(out, certificate->nv);
        bytes_write_u8(out, certificate->purpose);
        bytes_write_u8(out, certificate->extension);
        bytes_write_u8(out, certificate->required);
        end_record(out, record);
}

static void write_manifests(struct bytes_writer *out, const struct profile *profile)
{
        size_t record;

        if (profile->manifest_v0 != PROFILE_NONE) {
                record = begin_record(out, PROFILE_MANIFEST_V0);
                bytes_write_u8(out, profile->manifest_v0);
                end_record(out, record);
        }
        if (profile->manifest_v1_count != 0) {
                record = begin_record(out, PROFILE_MANIFEST_V1);
                bytes_write_u8(out, (uint8_t)profile->manifest_v1_count);
                bytes_write(out, profile->manifest_v1, profile->manifest_v1_count);
                end_record(out, record);
        }
}

static void write_hook(struct bytes_writer *out, const struct profile_hook *hook)
{
        size_t record = begin_record(out, PROFILE_HOOK);

        bytes_write_u8(out, hook->nv);
        bytes_write_u8(out, hook->kind);
        bytes_write_be32(out, hook->seconds);
        end_record(out, record);
}

size_t profile_encode(const struct profile *profile, void *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);
        size_t header;

        bytes_write_be64(&writer, PROFILE_MAGIC);
        bytes_write_be32(&writer, PROFILE_VERSION);
        bytes_write_be32(&writer, 0);
        header = writer.size;
        write_name(&writer, profile);
        for (uint32_t i = 0; i < profile->requirement_count; i++)
                write_requirement(&writer, &profile->requirements[i]);
        for (uint32_t i = 0; i < profile->bank_count; i++)
                write_bank(&writer, profile->banks[i]);
        for (uint32_t i = 0; i < profile->key_count; i++)
                write_key(&writer, &profile->keys[i]);
        for (uint32_t i = 0; i < profile->nv_count; i++)
                write_nv(&writer, &profile->nv[i]);
        for (uint32_t i = 0; i < profile->certificate_count; i++)
                write_certificate(&writer, &profile->certificates[i]);
        write_manifests(&writer, profile);
        for (uint32_t i = 0; i < profile->hook_count; i++)
                write_hook(&writer, &profile->hooks[i]);
        fill_size(&writer, header, writer.size);
        return writer.failed ? 0 : writer.size;
}

/* More than an array holds: reading them would be past its end. */
static bool counts_fit(const struct profile *profile)
{
        return profile->requirement_count <= PROFILE_REQUIRE_MAX &&
               profile->bank_count <= PROFILE_BANKS_MAX && profile->key_count <= PROFILE_KEYS_MAX &&
               profile->nv_count <= PROFILE_NV_MAX &&
               profile->certificate_count <= PROFILE_CERTS_MAX &&
               profile->manifest_v1_count <= PROFILE_KEYS_MAX &&
               profile->hook_count <= PROFILE_HOOKS_MAX;
}

size_t profile_write(const struct profile *profile, void *out, size_t capacity)
{
        struct profile again;
        size_t size = counts_fit(profile) ? profile_encode(profile, out, capacity) : 0;
        size_t offset;

        return size == 0 || profile_read(out, size, &again, &offset) ? 0 : size;
}
