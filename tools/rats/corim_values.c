/* tools/rats/corim_values.c - see corim_values.h. Numbers of maps are those of the drafts' CDDL. */
#include "tools/rats/corim_values.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/rats/cbor_read.h"

enum tag { TAG_SVN = 552, TAG_MIN_SVN = 553, TAG_BYTES = 560 };

/* measurement-map */
enum measurement_key { MEASUREMENT_KEY = 0, MEASUREMENT_VALUES = 1 };

/* measurement-values-map */
enum value_key { VALUE_VERSION = 0, VALUE_SVN = 1, VALUE_DIGESTS = 2, VALUE_RAW = 4 };

#define DIGEST_SHA384   7 /* IANA's Named Information Hash Algorithm Registry */
#define KEY_REPORT_DATA 640
#define KEY_REPORT_ID   645

void corim_refuse(struct corim_reading *r, const char *format, ...)
{
        va_list arguments;

        r->in.failed = true;
        if (r->refused)
                return;
        va_start(arguments, format);
        vsnprintf(r->reason, CORIM_REASON_MAX, format, arguments);
        va_end(arguments);
        r->refused = true;
}

int64_t corim_read_key(struct bytes_reader *in)
{
        if (cbor_next(in) == CBOR_UNSIGNED)
                return cbor_read_integer(in);
        cbor_skip(in);
        return -1;
}

static struct reference_claim *add_claim(struct corim_reading *r, struct reference_image *image,
                                         const struct reference_field *field)
{
        struct reference_claim *claim = &image->claims[image->count];

        if (image->count == REFERENCE_CLAIMS_MAX) {
                corim_refuse(r, "has more than %d values of an image", REFERENCE_CLAIMS_MAX);
                return NULL;
        }
        image->count++;
        *claim = (struct reference_claim){ .field = field };
        return claim;
}

/* "1.55.21" for three bytes of a version, "3" for any other number. */
static bool version_number(const char *text, size_t size, unsigned int parts, uint64_t *out)
{
        unsigned int seen = 0;
        uint64_t part = 0;
        bool digits = false;

        *out = 0;
        for (size_t i = 0; i <= size; i++) {
                char c = i < size ? text[i] : '.';

                if (c >= '0' && c <= '9' && part <= UINT8_MAX) {
                        part = 10 * part + (uint64_t)(c - '0');
                        digits = true;
                        continue;
                }
                if (c != '.' || !digits || part > UINT8_MAX)
                        return false;
                *out = *out << 8 | part;
                part = 0;
                digits = false;
                seen++;
        }
        return seen == parts;
}

static void read_version(struct corim_reading *r, struct reference_claim *claim)
{
        struct cbor_list map = cbor_read_map(&r->in);
        bool found = false;

        while (cbor_more(&r->in, &map)) {
                size_t size;
                const char *text;

                if (corim_read_key(&r->in) != 0) {
                        cbor_skip(&r->in);
                        continue;
                }
                text = cbor_read_text(&r->in, &size);
                found = text && claim->field->number &&
                        version_number(text, size, claim->field->size == 3 ? 3 : 1, &claim->value);
        }
        if (!found)
                corim_refuse(r, "%s: expected a version as text", claim->field->name);
}

/* Without a tag it is the number itself; "at least" is a demand on one number, not on those that a TCB packs into eight bytes. */
static void read_svn(struct corim_reading *r, struct reference_claim *claim)
{
        bool packed = claim->field->size == sizeof(uint64_t);

        claim->at_least = cbor_take_tag(&r->in, TAG_MIN_SVN);
        if (!claim->at_least)
                (void)cbor_take_tag(&r->in, TAG_SVN);
        claim->value = cbor_read_number(&r->in);
        if (!claim->field->number || (claim->at_least && packed))
                corim_refuse(r, "%s: a least security version says nothing of it",
                             claim->field->name);
}

/* Numbers are big-endian, as Veraison's tools write them. */
static void read_raw(struct corim_reading *r, struct reference_claim *claim)
{
        const struct reference_field *field = claim->field;
        const uint8_t *data;
        size_t size;

        (void)cbor_take_tag(&r->in, TAG_BYTES);
        data = cbor_read_bytes(&r->in, &size);
        if (!data || size != field->size) {
                corim_refuse(r, "%s: expected %u bytes", field->name, (unsigned int)field->size);
                return;
        }
        for (size_t i = 0; field->number && i < size; i++)
                claim->value = claim->value << 8 | data[i];
        if (!field->number)
                memcpy(claim->bytes, data, size);
}

/* Of several digests the one by SHA-384 counts; a report has no other. */
static void read_digests(struct corim_reading *r, struct reference_claim *claim)
{
        struct cbor_list list = cbor_read_array(&r->in);
        bool found = false;

        while (cbor_more(&r->in, &list)) {
                struct cbor_list pair = cbor_read_array(&r->in);
                bool sha384 = false;
                const uint8_t *data;
                size_t size;

                if (!cbor_more(&r->in, &pair))
                        r->in.failed = true;
                if (cbor_next(&r->in) == CBOR_UNSIGNED)
                        sha384 = cbor_read_number(&r->in) == DIGEST_SHA384;
                else
                        cbor_skip(&r->in);
                if (!cbor_more(&r->in, &pair))
                        r->in.failed = true;
                data = cbor_read_bytes(&r->in, &size);
                if (cbor_more(&r->in, &pair))
                        r->in.failed = true;
                if (!data || !sha384 || found)
                        continue;
                found = !claim->field->number && size == claim->field->size;
                if (found)
                        memcpy(claim->bytes, data, size);
        }
        if (!found)
                corim_refuse(r, "%s: expected a digest by SHA-384", claim->field->name);
}

static void read_values(struct corim_reading *r, struct reference_image *image,
                        const struct reference_field *field)
{
        struct cbor_list map = cbor_read_map(&r->in);

        while (cbor_more(&r->in, &map)) {
                int64_t key = corim_read_key(&r->in);
                struct reference_claim *claim = add_claim(r, image, field);

                if (!claim)
                        return;
                switch (key) {
                case VALUE_VERSION:
                        read_version(r, claim);
                        break;
                case VALUE_SVN:
                        read_svn(r, claim);
                        break;
                case VALUE_DIGESTS:
                        read_digests(r, claim);
                        break;
                case VALUE_RAW:
                        read_raw(r, claim);
                        break;
                default:
                        corim_refuse(r, "%s: has a value of kind %lld, which is not known here",
                                     field->name, (long long)key);
                        break;
                }
        }
}

/* What stands in front of the values in any order is found first. */
void corim_read_measurement(struct corim_reading *r, struct reference_image *image)
{
        struct bytes_reader values = { .failed = true };
        struct bytes_reader after;
        const struct reference_field *field = NULL;
        struct cbor_list map = cbor_read_map(&r->in);
        uint64_t number = 0;
        bool keyed = false;

        while (cbor_more(&r->in, &map)) {
                int64_t key = corim_read_key(&r->in);

                if (key == MEASUREMENT_KEY && cbor_next(&r->in) == CBOR_UNSIGNED) {
                        number = cbor_read_number(&r->in);
                        keyed = true;
                        continue;
                }
                if (key == MEASUREMENT_VALUES)
                        values = r->in;
                cbor_skip(&r->in);
        }
        if (r->in.failed || (keyed && (number == KEY_REPORT_DATA || number == KEY_REPORT_ID)))
                return;
        field = keyed ? reference_field_of(number) : NULL;
        if (!field && keyed) {
                corim_refuse(r, "has values of the measurement key %llu, which is not known here",
                             (unsigned long long)number);
                return;
        }
        if (!field || values.failed) {
                corim_refuse(r,
                             "has a measurement without a key that is a number, or without values");
                return;
        }
        after = r->in;
        r->in = values;
        read_values(r, image, field);
        if (!r->in.failed)
                r->in = after;
}
