/*
 * lib/profile/read.c - a profile from its bytes. One function a record's tag reads the fields; what
 * they may be is in check.c, check_key.c and check_nv.c.
 */
#include "lib/base/bytes.h"
#include "lib/profile/check.h"

#define HEADER_SIZE 16

struct reading {
        struct profile *out;
        bool named;
        size_t keys
                [PROFILE_KEYS_MAX]; /* where each record is in the file, for what is wrong with it */
        size_t nv[PROFILE_NV_MAX];
};

static struct profile_bytes read_bytes(struct bytes_reader *in)
{
        struct profile_bytes bytes = { .size = bytes_read_be16(in) };

        bytes.data = bytes_take(in, bytes.size);
        if (!bytes.data)
                bytes.size = 0;
        return bytes;
}

/* True if all of a record was read, and no byte is left. */
static bool complete(const struct bytes_reader *in)
{
        return !in->failed && bytes_left(in) == 0;
}

#define WRONG_LENGTH "a record is shorter or longer than its fields"

static const char *read_name(struct reading *reading, struct bytes_reader *in)
{
        struct profile *out = reading->out;

        if (reading->named)
                return "there are two names";
        reading->named = true;
        out->name = read_bytes(in);
        out->revision = bytes_read_be32(in);
        return complete(in) ? profile_check_name(out->name) : WRONG_LENGTH;
}

static const char *read_requirement(struct profile *out, struct bytes_reader *in)
{
        struct profile_requirement *requirement;

        if (out->requirement_count == PROFILE_REQUIRE_MAX)
                return "there are more than 32 requirements";
        requirement = &out->requirements[out->requirement_count++];
        requirement->kind = bytes_read_be16(in);
        requirement->value = bytes_read_be32(in);
        return complete(in) ? profile_check_requirement(out) : WRONG_LENGTH;
}

static const char *read_bank(struct profile *out, struct bytes_reader *in)
{
        /* There are not so many hashes; but no array is to depend on that. */
        if (out->bank_count == PROFILE_BANKS_MAX)
                return "there are more than 8 PCR banks";
        out->banks[out->bank_count++] = bytes_read_be16(in);
        return complete(in) ? profile_check_bank(out) : WRONG_LENGTH;
}

static const char *read_key(struct profile *out, struct bytes_reader *in)
{
        struct profile_key *key;

        if (out->key_count == PROFILE_KEYS_MAX)
                return "there are more than 16 keys";
        key = &out->keys[out->key_count++];
        key->name = read_bytes(in);
        key->hierarchy = bytes_read_be32(in);
        key->head = read_bytes(in);
        key->unique_rule = bytes_read_u8(in);
        key->x = read_bytes(in);
        key->y = read_bytes(in);
        key->nonce = bytes_read_u8(in);
        key->auth = bytes_read_u8(in);
        key->disposition = bytes_read_u8(in);
        key->handle = bytes_read_be32(in);
        key->occupied = bytes_read_u8(in);
        return complete(in) ? profile_check_key(out) : WRONG_LENGTH;
}

static const char *read_flag(struct bytes_reader *in, bool *out)
{
        uint8_t flag = bytes_read_u8(in);

        *out = flag != 0;
        if (!complete(in))
                return WRONG_LENGTH;
        return flag > 1 ? "required is neither 0 nor 1" : NULL;
}

static const char *read_nv(struct profile *out, struct bytes_reader *in)
{
        struct profile_nv *nv;
        const char *wrong;

        if (out->nv_count == PROFILE_NV_MAX)
                return "there are more than 32 NV indices";
        nv = &out->nv[out->nv_count++];
        nv->name = read_bytes(in);
        nv->index = bytes_read_be32(in);
        nv->name_algorithm = bytes_read_be16(in);
        nv->attributes = bytes_read_be32(in);
        nv->policy = read_bytes(in);
        nv->auth = bytes_read_u8(in);
        nv->size = bytes_read_be16(in);
        nv->content = bytes_read_u8(in);
        nv->subject = bytes_read_u8(in);
        nv->literal = read_bytes(in);
        nv->after_write = bytes_read_u8(in);
        nv->next_boot = bytes_read_u8(in);
        wrong = read_flag(in, &nv->required);
        return wrong ? wrong : profile_check_nv(out);
}

static const char *read_certificate(struct profile *out, struct bytes_reader *in)
{
        struct profile_certificate *certificate;
        const char *wrong;

        if (out->certificate_count == PROFILE_CERTS_MAX)
                return "there are more than 8 certificates";
        certificate = &out->certificates[out->certificate_count++];
        certificate->key = bytes_read_u8(in);
        certificate->nv = bytes_read_u8(in);
        certificate->purpose = bytes_read_u8(in);
        certificate->extension = bytes_read_u8(in);
        wrong = read_flag(in, &certificate->required);
        return wrong ? wrong : profile_check_certificate(out);
}

static const char *read_manifest_v0(struct profile *out, struct bytes_reader *in)
{
        if (out->manifest_v0 != PROFILE_NONE)
                return "there are two manifests of version 0";
        out->manifest_v0 = bytes_read_u8(in);
        return complete(in) ? profile_check_manifest_key(out, out->manifest_v0) : WRONG_LENGTH;
}

static const char *read_manifest_v1(struct profile *out, struct bytes_reader *in)
{
        uint8_t count = bytes_read_u8(in);

        if (out->manifest_v1_count != 0)
                return "there are two manifests of version 1";
        if (count > PROFILE_KEYS_MAX)
                return "manifest version 1 lists more than 16 keys";
        out->manifest_v1_count = count;
        bytes_read(in, out->manifest_v1, count);
        return complete(in) ? profile_check_manifest_v1(out) : WRONG_LENGTH;
}

static const char *read_hook(struct profile *out, struct bytes_reader *in)
{
        struct profile_hook *hook;

        if (out->hook_count == PROFILE_HOOKS_MAX)
                return "there are more than 8 hooks";
        hook = &out->hooks[out->hook_count++];
        hook->nv = bytes_read_u8(in);
        hook->kind = bytes_read_u8(in);
        hook->seconds = bytes_read_be32(in);
        return complete(in) ? profile_check_hook(out) : WRONG_LENGTH;
}

static const char *read_value(struct reading *reading, uint16_t tag, struct bytes_reader *in)
{
        switch (tag) {
        case PROFILE_NAME:
                return read_name(reading, in);
        case PROFILE_REQUIREMENT:
                return read_requirement(reading->out, in);
        case PROFILE_PCR_BANK:
                return read_bank(reading->out, in);
        case PROFILE_KEY:
                return read_key(reading->out, in);
        case PROFILE_NV:
                return read_nv(reading->out, in);
        case PROFILE_CERTIFICATE:
                return read_certificate(reading->out, in);
        case PROFILE_MANIFEST_V0:
                return read_manifest_v0(reading->out, in);
        case PROFILE_MANIFEST_V1:
                return read_manifest_v1(reading->out, in);
        case PROFILE_HOOK:
                return read_hook(reading->out, in);
        default:
                return (tag & PROFILE_TAG_OPTIONAL) != 0 ? NULL : "a record's tag is not known";
        }
}

/* Where the key and NV records start is kept: what they name may come behind them. */
static const char *read_record(struct reading *reading, struct bytes_reader *in, uint16_t *previous)
{
        size_t start = in->offset;
        uint16_t tag = bytes_read_be16(in);
        uint16_t zero = bytes_read_be16(in);
        uint32_t size = bytes_read_be32(in);
        const uint8_t *value = bytes_take(in, size);
        struct bytes_reader fields = bytes_reader(value, size);
        const char *wrong;

        if (in->failed)
                return "a record is cut off";
        if (zero != 0)
                return "a record's third and fourth byte are not zero";
        if (tag < *previous)
                return "the records are not in the order of their tags";
        *previous = tag;
        wrong = read_value(reading, tag, &fields);
        if (!wrong && tag == PROFILE_KEY)
                reading->keys[reading->out->key_count - 1] = start;
        if (!wrong && tag == PROFILE_NV)
                reading->nv[reading->out->nv_count - 1] = start;
        return wrong;
}

static const char *read_header(struct bytes_reader *in)
{
        uint64_t magic = bytes_read_be64(in);
        uint32_t version = bytes_read_be32(in);
        uint32_t size = bytes_read_be32(in);

        if (in->size > PROFILE_SIZE_MAX)
                return "it is larger than 65536 bytes";
        if (in->failed || magic != PROFILE_MAGIC)
                return "it does not begin as a compiled profile";
        if (version != PROFILE_VERSION)
                return "it is not of version 1";
        return size != in->size ? "its size is not what its header says" : NULL;
}

static const char *check_references(const struct reading *reading, size_t *offset)
{
        const char *wrong;

        for (uint32_t i = 0; i < reading->out->key_count; i++) {
                *offset = reading->keys[i];
                if ((wrong = profile_check_key_references(reading->out, i)))
                        return wrong;
        }
        for (uint32_t i = 0; i < reading->out->nv_count; i++) {
                *offset = reading->nv[i];
                if ((wrong = profile_check_nv_references(reading->out, i)))
                        return wrong;
        }
        *offset = HEADER_SIZE;
        return reading->named ? NULL : "it has no name";
}

const char *profile_read(const void *data, size_t size, struct profile *out, size_t *offset)
{
        struct bytes_reader in = bytes_reader(data, size);
        struct reading reading = { .out = out };
        uint16_t previous = 0;
        const char *wrong;

        *out = (struct profile){ .manifest_v0 = PROFILE_NONE };
        *offset = 0;
        wrong = read_header(&in);
        while (!wrong && bytes_left(&in) != 0) {
                *offset = in.offset;
                wrong = read_record(&reading, &in, &previous);
        }
        return wrong ? wrong : check_references(&reading, offset);
}
