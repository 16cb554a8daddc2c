/* tools/image/measure/corim.c - see corim.h. Numbers of maps are those of the drafts' CDDL. */
#include "tools/image/measure/corim.h"

#include <stdio.h>
#include <string.h>

#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/rats/cbor.h"
#include "tools/rats/corim_read.h"
#include "tools/rats/cose.h"

#define CORIM_MOST 2048 /* bytes; seven measurements have less than 700 */

enum tag {
        TAG_URI = 32,
        TAG_OID = 111,
        TAG_CORIM = 501,
        TAG_COMID = 506,
        TAG_MIN_SVN = 553,
        TAG_BYTES = 560,
};

/* measurement-values-map */
enum value { VALUE_SVN = 1, VALUE_DIGESTS = 2, VALUE_RAW = 4 };

#define DIGEST_SHA384 7 /* IANA's Named Information Hash Algorithm Registry */

/* mkeys of the profile: fields of a report. */
enum report_field {
        FIELD_GUEST_SVN = 1,
        FIELD_POLICY = 2,
        FIELD_FAMILY_ID = 3,
        FIELD_IMAGE_ID = 4,
        FIELD_MEASUREMENT = 641,
        FIELD_ID_KEY_DIGEST = 643,
        FIELD_AUTHOR_KEY_DIGEST = 644,
};

/* 1.3.6.1.4.1.3704.3.1, without tag and length (RFC 9090): the environment "by chip", whose reports a VCEK signs. */
static const uint8_t class_by_chip[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x03, 0x01 };

/* measurement-map: the key, and one value that follows. */
static void begin_measurement(struct bytes_writer *out, enum report_field field, enum value value)
{
        cbor_map(out, 2);
        cbor_number(out, 0);
        cbor_number(out, field);
        cbor_number(out, 1);
        cbor_map(out, 1);
        cbor_number(out, value);
}

static void write_raw(struct bytes_writer *out, enum report_field field, const void *data,
                      size_t size)
{
        begin_measurement(out, field, VALUE_RAW);
        cbor_tag(out, TAG_BYTES);
        cbor_bytes(out, data, size);
}

/* Big-endian, as veraison/gen-corim (scheme/snp) has it: the profile says that it is bytes, and no more. */
static void write_policy(struct bytes_writer *out, uint64_t policy)
{
        uint8_t bytes[8];

        for (unsigned int i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)(policy >> (56 - 8 * i));
        write_raw(out, FIELD_POLICY, bytes, sizeof(bytes));
}

/* In the order of their keys. */
static void write_measurements(struct bytes_writer *out, const struct image_facts *facts)
{
        const struct snp_id_facts *block = &facts->block;

        cbor_array(out, 1u + facts->id.has_policy +
                                (facts->id.has_block ? 4u + block->author_key_enabled : 0u));
        if (facts->id.has_block) {
                begin_measurement(out, FIELD_GUEST_SVN, VALUE_SVN);
                cbor_tag(out, TAG_MIN_SVN);
                cbor_number(out, block->guest_svn);
        }
        if (facts->id.has_policy)
                write_policy(out, facts->id.policy);
        if (facts->id.has_block) {
                write_raw(out, FIELD_FAMILY_ID, block->family_id, sizeof(block->family_id));
                write_raw(out, FIELD_IMAGE_ID, block->image_id, sizeof(block->image_id));
        }
        begin_measurement(out, FIELD_MEASUREMENT, VALUE_DIGESTS);
        cbor_array(out, 1);
        cbor_array(out, 2);
        cbor_number(out, DIGEST_SHA384);
        cbor_bytes(out, facts->digest, IGVM_DIGEST_SIZE);
        if (!facts->id.has_block)
                return;
        write_raw(out, FIELD_ID_KEY_DIGEST, block->id_key_digest, sizeof(block->id_key_digest));
        if (block->author_key_enabled)
                write_raw(out, FIELD_AUTHOR_KEY_DIGEST, block->author_key_digest,
                          sizeof(block->author_key_digest));
}

/*
 * environment-map. The instance is the launch digest, by which Veraison's SEV-SNP scheme finds reference values: it is no chip, as
 * they are for all of them.
 */
static void write_environment(struct bytes_writer *out, const struct image_facts *facts)
{
        cbor_map(out, 2);
        cbor_number(out, 0);
        cbor_map(out, 1);
        cbor_number(out, 0);
        cbor_tag(out, TAG_OID);
        cbor_bytes(out, class_by_chip, sizeof(class_by_chip));
        cbor_number(out, 1);
        cbor_tag(out, TAG_BYTES);
        cbor_bytes(out, facts->digest, IGVM_DIGEST_SIZE);
}

/* concise-mid-tag: its identity, and one reference triple. */
static void write_comid(struct bytes_writer *out, const struct image_facts *facts, const char *name)
{
        cbor_map(out, 2);
        cbor_number(out, 1);
        cbor_map(out, 1);
        cbor_number(out, 0);
        cbor_text(out, name);
        cbor_number(out, 4);
        cbor_map(out, 1);
        cbor_number(out, 0);
        cbor_array(out, 1);
        cbor_array(out, 2);
        write_environment(out, facts);
        write_measurements(out, facts);
}

/* corim-map: the same image has the same name, and the same bytes. */
static void write_corim(struct bytes_writer *out, const struct image_facts *facts)
{
        uint8_t comid[CORIM_MOST];
        struct bytes_writer inner = bytes_writer(comid, sizeof(comid));
        char name[128];
        char text[97];

        image_digest_text(facts->digest, text);
        snprintf(name, sizeof(name), "sev-snp-image-%s", text);
        write_comid(&inner, facts, name);
        cbor_tag(out, TAG_CORIM);
        cbor_map(out, 3);
        cbor_number(out, 0);
        cbor_text(out, name);
        cbor_number(out, 1);
        cbor_array(out, 1);
        cbor_tag(out, TAG_COMID);
        cbor_bytes(out, comid, inner.size);
        cbor_number(out, 3);
        cbor_tag(out, TAG_URI);
        cbor_text(out, CORIM_PROFILE);
        out->failed |= inner.failed;
}

/* corim-meta-map: who signs, by name. The time is left to the key's owner: the same image is the same for ever. */
static void write_meta(struct bytes_writer *out, const char *signer)
{
        cbor_map(out, 1);
        cbor_number(out, 0);
        cbor_map(out, 1);
        cbor_number(out, 0);
        cbor_text(out, signer);
}

static bool sign_corim(EVP_PKEY *key, const char *signer, const struct bytes_writer *corim,
                       struct bytes_writer *out)
{
        uint8_t bytes[CORIM_SIGNER_MAX + 16];
        struct bytes_writer meta = bytes_writer(bytes, sizeof(bytes));
        struct cose_header header = { .content_type = CORIM_CONTENT_TYPE, .meta = bytes };

        write_meta(&meta, signer);
        header.meta_size = meta.size;
        return !meta.failed && cose_sign1(key, &header, corim->data, corim->size, out);
}

int corim_write(const char *path, const struct image_facts *facts, EVP_PKEY *key,
                const char *signer)
{
        uint8_t bytes[2 * CORIM_MOST];
        uint8_t signed_bytes[3 * CORIM_MOST];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));
        struct bytes_writer signed_out = bytes_writer(signed_bytes, sizeof(signed_bytes));
        int error;

        write_corim(&out, facts);
        if (out.failed)
                return image_error("the reference values are too long");
        if (key && !sign_corim(key, signer, &out, &signed_out))
                return image_error("--corim-key: it cannot sign");
        error = key ? file_write(path, signed_bytes, signed_out.size)
                    : file_write(path, bytes, out.size);
        return error ? image_error("%s: %s", path, strerror(-error)) : 0;
}
