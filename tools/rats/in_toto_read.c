/* tools/rats/in_toto_read.c - see in_toto_read.h. */
#include "tools/rats/in_toto_read.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "tools/rats/in_toto.h"
#include "tools/rats/json_read.h"

/* Types that say the same as ours: older editions of both. */
static const char *const statements[] = { IN_TOTO_STATEMENT, "https://in-toto.io/Statement/v0.1" };
static const char *const predicates[] = {
        IN_TOTO_PREDICATE,
        "https://in-toto.io/attestation/scai/attribute-report/v0.2",
};

struct reading {
        yaml_document_t document;
        struct reference_image image;
        char *reason;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct reading *r, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(r->reason, IN_TOTO_REASON_MAX, format, arguments);
        va_end(arguments);
        for (char *c = r->reason; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
        }
        return false;
}

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
        for (size_t i = 0; text && i < count; i++) {
                if (strcmp(text, list[i]) == 0)
                        return true;
        }
        return false;
}

static bool read_bytes(const char *text, const struct reference_field *field,
                       struct reference_claim *claim)
{
        size_t size = 0;
        bool good = text && OPENSSL_hexstr2buf_ex(claim->bytes, sizeof(claim->bytes), &size, text,
                                                  '\0') == 1;

        ERR_clear_error();
        return good && size == field->size;
}

/* Decimal, or hexadecimal with 0x; as a text too, since numbers of JSON are rounded by many. */
static bool read_number(const char *text, const struct reference_field *field,
                        struct reference_claim *claim)
{
        bool hexadecimal = text && strncmp(text, "0x", 2) == 0;
        const char *digits = text && hexadecimal ? text + 2 : text;
        size_t length;
        char *end;

        if (!digits)
                return false;
        length = strspn(digits, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789");
        if (length == 0 || digits[length] || length > (hexadecimal ? 16u : 19u))
                return false;
        claim->value = strtoull(digits, &end, hexadecimal ? 16 : 10);
        return field->size >= sizeof(uint64_t) || claim->value >> 8 * field->size == 0;
}

/* A digest is the target's; everything else stands in the conditions, as "value" or as "minimum". */
static bool read_claim(struct reading *r, const yaml_node_t *attribute,
                       const struct reference_field *field, struct reference_claim *claim)
{
        const yaml_node_t *conditions = json_find(&r->document, attribute, "conditions");
        const yaml_node_t *target = json_find(&r->document, attribute, "target");
        const yaml_node_t *digest = json_find(&r->document, target, "digest");
        const char *value = json_text_in(&r->document, conditions, "value");
        const char *minimum = json_text_in(&r->document, conditions, "minimum");
        bool tcb = field->number && field->size == sizeof(uint64_t);

        *claim = (struct reference_claim){ .field = field, .at_least = !value && minimum };
        if (!field->number && field->size == REFERENCE_DIGEST && digest)
                return read_bytes(json_text_in(&r->document, digest, "sha384"), field, claim) ||
                       refuse(r, "%s: expected target.digest.sha384, 96 hexadecimal digits",
                              field->name);
        if (!field->number)
                return read_bytes(value, field, claim) ||
                       refuse(r, "%s: expected conditions.value, %u hexadecimal digits",
                              field->name, 2u * field->size);
        if (claim->at_least && tcb)
                return refuse(r, "%s: a minimum says nothing of it", field->name);
        return read_number(value ? value : minimum, field, claim) ||
               refuse(r, "%s: expected conditions.value or conditions.minimum, a number",
                      field->name);
}

static bool read_attribute(struct reading *r, const yaml_node_t *attribute)
{
        const char *name = json_text_in(&r->document, attribute, "attribute");
        const struct reference_field *field;

        if (!name || strncmp(name, IN_TOTO_ATTRIBUTE, strlen(IN_TOTO_ATTRIBUTE)) != 0)
                return true;
        field = reference_field_named(name + strlen(IN_TOTO_ATTRIBUTE));
        if (!field)
                return refuse(r, "has an attribute %s, which is not known here", name);
        if (r->image.count == REFERENCE_CLAIMS_MAX)
                return refuse(r, "has more than %d values of an image", REFERENCE_CLAIMS_MAX);
        return read_claim(r, attribute, field, &r->image.claims[r->image.count++]);
}

/* Of two launch digests nobody could say which the other attributes are of. */
static bool take_measurement(struct reading *r)
{
        bool found = false;

        for (size_t i = 0; i < r->image.count; i++) {
                if (r->image.claims[i].field->key != REFERENCE_KEY_MEASUREMENT)
                        continue;
                if (found)
                        return refuse(r, "has several launch digests; expected one");
                memcpy(r->image.measurement, r->image.claims[i].bytes,
                       sizeof(r->image.measurement));
                found = true;
        }
        return found ||
               refuse(r, "has no attribute %sMEASUREMENT: no launch digest", IN_TOTO_ATTRIBUTE);
}

static bool read_statement(struct reading *r)
{
        const yaml_node_t *root = yaml_document_get_root_node(&r->document);
        const char *type = json_text_in(&r->document, root, "_type");
        const char *predicate_type = json_text_in(&r->document, root, "predicateType");
        const yaml_node_t *list =
                json_find(&r->document, json_find(&r->document, root, "predicate"), "attributes");
        bool good = true;

        if (!is_one_of(type, statements, sizeof(statements) / sizeof(statements[0])))
                return refuse(r, "is of the type %.50s; expected %s", type ? type : "(none)",
                              IN_TOTO_STATEMENT);
        if (!is_one_of(predicate_type, predicates, sizeof(predicates) / sizeof(predicates[0])))
                return refuse(r, "has a predicate of the type %.60s; expected %s",
                              predicate_type ? predicate_type : "(none)", IN_TOTO_PREDICATE);
        for (size_t i = 0; good && i < json_count(list); i++)
                good = read_attribute(r, json_element(&r->document, list, i));
        return good && take_measurement(r);
}

const char *in_toto_read(const void *data, size_t size, const char *label,
                         struct reference_images *out, char reason[IN_TOTO_REASON_MAX])
{
        struct reading r = {
                .image = { .not_before = INT64_MIN, .not_after = INT64_MAX },
                .reason = reason,
        };
        bool good;

        snprintf(r.image.label, sizeof(r.image.label), "%s", label);
        if (!json_open(data, size, &r.document)) {
                refuse(&r, "is no JSON");
                return reason;
        }
        good = read_statement(&r);
        yaml_document_delete(&r.document);
        if (good && out->count == REFERENCE_IMAGES_MAX)
                good = refuse(&r, "is one image more than %d", REFERENCE_IMAGES_MAX);
        if (!good)
                return reason;
        out->list[out->count++] = r.image;
        return NULL;
}
