/* tools/rats/corim_read.c - see corim_read.h. Numbers of maps are those of the drafts' CDDL. */
#include "tools/rats/corim_read.h"

#include <stdio.h>
#include <string.h>

#include "tools/rats/cbor_read.h"
#include "tools/rats/cose.h"

enum tag {
        TAG_TIME = 1,
        TAG_URI = 32,
        TAG_OLD_CORIM = 500,
        TAG_CORIM = 501,
        TAG_OLD_SIGNED = 502,
        TAG_COMID = 506,
};

/* corim-map, concise-mid-tag, triples-map */
enum corim_key { CORIM_TAGS = 1, CORIM_PROFILE_KEY = 3, CORIM_VALIDITY = 4 };
enum comid_key { COMID_TRIPLES = 4 };
enum triples_key { REFERENCE_TRIPLES = 0 };

struct reading {
        struct corim_reading at;
        struct corim_validity validity;
        const char *label;
        struct reference_images *out;
        bool profile; /* it is ours */
};

static void take_measurement(struct reading *r, struct reference_image *image)
{
        for (size_t i = 0; i < image->count; i++) {
                if (image->claims[i].field->key != REFERENCE_KEY_MEASUREMENT)
                        continue;
                memcpy(image->measurement, image->claims[i].bytes, sizeof(image->measurement));
                return;
        }
        corim_refuse(&r->at, "has reference values without a launch digest (measurement key %d)",
                     REFERENCE_KEY_MEASUREMENT);
}

/* The environment is not looked at: which image it is the launch digest says. */
static void read_triple(struct reading *r)
{
        struct reference_image *image = &r->out->list[r->out->count];
        struct cbor_list record = cbor_read_array(&r->at.in);
        struct cbor_list measurements;

        if (r->out->count == REFERENCE_IMAGES_MAX) {
                corim_refuse(&r->at, "is of more than %d images, with those before",
                             REFERENCE_IMAGES_MAX);
                return;
        }
        *image = (struct reference_image){ .not_before = r->validity.not_before,
                                           .not_after = r->validity.not_after };
        snprintf(image->label, sizeof(image->label), "%s", r->label);
        if (!cbor_more(&r->at.in, &record))
                r->at.in.failed = true;
        cbor_skip(&r->at.in);
        if (!cbor_more(&r->at.in, &record))
                r->at.in.failed = true;
        measurements = cbor_read_array(&r->at.in);
        while (cbor_more(&r->at.in, &measurements))
                corim_read_measurement(&r->at, image);
        if (!r->at.in.failed)
                take_measurement(r, image);
        if (cbor_more(&r->at.in, &record))
                r->at.in.failed = true;
        if (!r->at.in.failed)
                r->out->count++;
}

static void read_triples(struct reading *r)
{
        struct cbor_list map = cbor_read_map(&r->at.in);

        while (cbor_more(&r->at.in, &map)) {
                struct cbor_list list;

                if (corim_read_key(&r->at.in) != REFERENCE_TRIPLES) {
                        cbor_skip(&r->at.in);
                        continue;
                }
                list = cbor_read_array(&r->at.in);
                while (cbor_more(&r->at.in, &list))
                        read_triple(r);
        }
}

static void read_comid(struct reading *r)
{
        struct bytes_reader outer;
        const uint8_t *data;
        size_t size;
        struct cbor_list map;

        data = cbor_read_bytes(&r->at.in, &size);
        outer = r->at.in;
        if (!data)
                return;
        r->at.in = bytes_reader(data, size);
        map = cbor_read_map(&r->at.in);
        while (cbor_more(&r->at.in, &map)) {
                if (corim_read_key(&r->at.in) == COMID_TRIPLES)
                        read_triples(r);
                else
                        cbor_skip(&r->at.in);
        }
        if (!r->at.in.failed && bytes_left(&r->at.in) == 0)
                r->at.in = outer;
        else
                r->at.in.failed = true;
}

static void read_tags(struct reading *r)
{
        struct cbor_list list = cbor_read_array(&r->at.in);

        while (cbor_more(&r->at.in, &list)) {
                if (cbor_take_tag(&r->at.in, TAG_COMID))
                        read_comid(r);
                else
                        cbor_skip(&r->at.in);
        }
}

static void read_profile(struct reading *r)
{
        const char *text;
        size_t size;

        (void)cbor_take_tag(&r->at.in, TAG_URI);
        if (cbor_next(&r->at.in) != CBOR_TEXT) {
                corim_refuse(&r->at, "has a profile that is no URI; expected %s", CORIM_PROFILE);
                return;
        }
        text = cbor_read_text(&r->at.in, &size);
        if (!text)
                return;
        r->profile = size == strlen(CORIM_PROFILE) && memcmp(text, CORIM_PROFILE, size) == 0;
        if (!r->profile)
                corim_refuse(&r->at, "is of another profile; expected %s", CORIM_PROFILE);
}

static void read_validity(struct bytes_reader *in, struct corim_validity *validity)
{
        struct cbor_list map = cbor_read_map(in);

        while (cbor_more(in, &map)) {
                int64_t key = corim_read_key(in);
                int64_t time;

                if (key != 0 && key != 1) {
                        cbor_skip(in);
                        continue;
                }
                (void)cbor_take_tag(in, TAG_TIME);
                time = cbor_read_integer(in);
                if (key == 0 && time > validity->not_before)
                        validity->not_before = time;
                if (key == 1 && time < validity->not_after)
                        validity->not_after = time;
        }
}

bool corim_read_meta(const void *data, size_t size, struct corim_validity *validity)
{
        struct bytes_reader in = bytes_reader(data, size);
        struct cbor_list map = cbor_read_map(&in);

        while (cbor_more(&in, &map)) {
                if (corim_read_key(&in) == 1)
                        read_validity(&in, validity);
                else
                        cbor_skip(&in);
        }
        return !in.failed && bytes_left(&in) == 0;
}

/* Profile and validity first, wherever they stand: they say what the rest means. */
static void read_map(struct reading *r)
{
        struct bytes_reader tags = { .failed = true };
        struct cbor_list map = cbor_read_map(&r->at.in);

        while (cbor_more(&r->at.in, &map)) {
                switch (corim_read_key(&r->at.in)) {
                case CORIM_TAGS:
                        tags = r->at.in;
                        cbor_skip(&r->at.in);
                        break;
                case CORIM_PROFILE_KEY:
                        read_profile(r);
                        break;
                case CORIM_VALIDITY:
                        read_validity(&r->at.in, &r->validity);
                        break;
                default:
                        cbor_skip(&r->at.in);
                        break;
                }
        }
        if (bytes_left(&r->at.in))
                corim_refuse(&r->at, "has bytes behind its end");
        if (r->at.in.failed)
                return;
        if (!r->profile) {
                corim_refuse(&r->at, "has no profile; expected %s", CORIM_PROFILE);
                return;
        }
        r->at.in = tags;
        read_tags(r);
}

bool corim_begins(const uint8_t **data, size_t *size, bool *is_signed)
{
        struct bytes_reader in = bytes_reader(*data, *size);
        struct bytes_reader ahead;

        (void)cbor_take_tag(&in, TAG_OLD_CORIM);
        (void)cbor_take_tag(&in, TAG_OLD_SIGNED);
        ahead = in;
        *is_signed = cbor_take_tag(&ahead, COSE_TAG_SIGN1);
        *data = in.data + in.offset;
        *size = in.size - in.offset;
        return *is_signed || cbor_take_tag(&ahead, TAG_CORIM);
}

const char *corim_read(const void *data, size_t size, struct corim_validity validity,
                       const char *label, struct reference_images *out,
                       char reason[CORIM_REASON_MAX])
{
        size_t before = out->count;
        struct reading r = {
                .at = { .in = bytes_reader(data, size), .reason = reason },
                .validity = validity,
                .label = label,
                .out = out,
        };

        if (cbor_take_tag(&r.at.in, TAG_CORIM))
                read_map(&r);
        else
                corim_refuse(&r.at, "is no CoRIM");
        if (!r.at.in.failed && out->count == before)
                corim_refuse(&r.at, "has no reference values");
        if (!r.at.in.failed)
                return NULL;
        corim_refuse(&r.at, "is malformed");
        out->count = before;
        return reason;
}
