/* tools/image/measure/corim.c - see corim.h. Numbers of maps are those of the drafts' CDDL. */
#include "tools/image/measure/corim.h"

#include <stdio.h>
#include <string.h>

#include "lib/igvm/id_block.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/launch/id.h"
#include "tools/image/measure/cbor.h"

#define CORIM_MOST 2048 /* bytes; seven measurements have less than 700 */
#define PROFILE    "tag:amd.com,2024:snp-corim-profile"

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

/* What an image says. */
struct facts {
        const uint8_t *digest;
        struct image_id id;
        struct snp_id_facts block; /* with id.has_block */
};

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
static void write_measurements(struct bytes_writer *out, const struct facts *facts)
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
static void write_environment(struct bytes_writer *out, const struct facts *facts)
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
static void write_comid(struct bytes_writer *out, const struct facts *facts, const char *name)
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
static void write_corim(struct bytes_writer *out, const struct facts *facts)
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
        cbor_text(out, PROFILE);
        out->failed |= inner.failed;
}

int corim_write(const char *path, const struct igvm_file *file,
                const uint8_t digest[IGVM_DIGEST_SIZE])
{
        uint8_t bytes[2 * CORIM_MOST];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));
        struct facts facts = { .digest = digest };
        struct snp_id id;
        int error;

        image_id_find(file, &facts.id);
        if (facts.id.has_block) {
                snp_id_from_igvm(&facts.id.block, facts.id.policy, &id);
                if (memcmp(id.block.launch_digest, digest, IGVM_DIGEST_SIZE) != 0)
                        return image_error(
                                "the ID block is for another launch digest: no report will say "
                                "both");
                snp_id_facts(&id, &facts.block);
        }
        write_corim(&out, &facts);
        if (out.failed)
                return image_error("the reference values are too long");
        error = file_write(path, bytes, out.size);
        return error ? image_error("%s: %s", path, strerror(-error)) : 0;
}
