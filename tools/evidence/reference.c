/* tools/evidence/reference.c - see reference.h. */
#include "tools/evidence/reference.h"

#include <stdio.h>
#include <string.h>

#define DIGEST_SHOWN 8 /* bytes of a digest that a line repeats */

#define NUMBER(field) \
        offsetof(struct snp_report, field), sizeof(((struct snp_report *)0)->field), true
#define BYTES(field) \
        offsetof(struct snp_report, field), sizeof(((struct snp_report *)0)->field), false
/* Build, minor and major: a number of three bytes, little-endian as all of them. */
#define VERSION(field) offsetof(struct snp_report, field), 3, true

/* Without REPORT_DATA and REPORT_ID, which are of one report and one run: Veraison's scheme passes over them too. */
static const struct reference_field fields[] = {
        { 0, "VERSION", NUMBER(version) },
        { 1, "GUEST_SVN", NUMBER(guest_svn) },
        { 2, "POLICY", NUMBER(policy) },
        { 3, "FAMILY_ID", BYTES(family_id) },
        { 4, "IMAGE_ID", BYTES(image_id) },
        { 5, "VMPL", NUMBER(vmpl) },
        { 6, "CURRENT_TCB", NUMBER(current_tcb) },
        { 7, "PLATFORM_INFO", NUMBER(platform_info) },
        { REFERENCE_KEY_MEASUREMENT, "MEASUREMENT", BYTES(measurement) },
        { 642, "HOST_DATA", BYTES(host_data) },
        { 643, "ID_KEY_DIGEST", BYTES(id_key_digest) },
        { 644, "AUTHOR_KEY_DIGEST", BYTES(author_key_digest) },
        { 646, "REPORT_ID_MA", BYTES(report_id_ma) },
        { 647, "REPORTED_TCB", NUMBER(reported_tcb) },
        { 3328, "CHIP_ID", BYTES(chip_id) },
        { 3329, "COMMITTED_TCB", NUMBER(committed_tcb) },
        { 3330, "CURRENT_VERSION", VERSION(current_build) },
        { 3936, "COMMITTED_VERSION", VERSION(committed_build) },
        { 3968, "LAUNCH_TCB", NUMBER(launch_tcb) },
};

const struct reference_field *reference_field_of(uint64_t key)
{
        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
                if (fields[i].key == key)
                        return &fields[i];
        }
        return NULL;
}

const struct reference_field *reference_field_named(const char *name)
{
        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
                if (strcmp(fields[i].name, name) == 0)
                        return &fields[i];
        }
        return NULL;
}

static uint64_t number_in(const struct snp_report *report, const struct reference_field *field)
{
        const uint8_t *bytes = (const uint8_t *)report + field->offset;
        uint64_t value = 0;

        for (unsigned int i = 0; i < field->size; i++)
                value |= (uint64_t)bytes[i] << 8 * i;
        return value;
}

static bool is_as_claimed(const struct reference_claim *claim, const struct snp_report *report)
{
        const struct reference_field *field = claim->field;
        uint64_t value;

        if (!field->number)
                return memcmp((const uint8_t *)report + field->offset, claim->bytes, field->size) ==
                       0;
        value = number_in(report, field);
        return claim->at_least ? value >= claim->value : value == claim->value;
}

/* What was found and what was expected, of the first field that is otherwise. */
static bool say_otherwise(const struct reference_image *image, const struct reference_claim *claim,
                          const struct snp_report *report, struct steps *steps)
{
        const struct reference_field *field = claim->field;
        char found[2 * DIGEST_SHOWN + 1];
        char expected[2 * DIGEST_SHOWN + 1];

        if (field->number)
                return steps_add(
                        steps, "reference image", false, "%s: %s is 0x%llx; expected %s0x%llx",
                        image->label, field->name, (unsigned long long)number_in(report, field),
                        claim->at_least ? "at least " : "", (unsigned long long)claim->value);
        return steps_add(steps, "reference image", false, "%s: %s is %s...; expected %s...",
                         image->label, field->name,
                         steps_hex((const uint8_t *)report + field->offset, DIGEST_SHOWN, found),
                         steps_hex(claim->bytes, DIGEST_SHOWN, expected));
}

static bool check_image(const struct reference_image *image, const struct snp_report *report,
                        int64_t now, struct steps *steps)
{
        if (now < image->not_before || now > image->not_after)
                return steps_add(steps, "reference image", false,
                                 "%s: these reference values are not valid at this time",
                                 image->label);
        for (size_t i = 0; i < image->count; i++) {
                if (!is_as_claimed(&image->claims[i], report))
                        return say_otherwise(image, &image->claims[i], report, steps);
        }
        return steps_add(steps, "reference image", true, "%s, %zu value%s", image->label,
                         image->count, image->count == 1 ? "" : "s");
}

/* Of several images with one measurement, the one that says what the report says. */
static const struct reference_image *find_image(const struct reference_images *images,
                                                const struct snp_report *report, int64_t now)
{
        const struct reference_image *first = NULL;

        for (size_t i = 0; i < images->count; i++) {
                const struct reference_image *image = &images->list[i];
                struct steps unused = { 0 };

                if (memcmp(image->measurement, report->measurement, REFERENCE_DIGEST) != 0)
                        continue;
                if (check_image(image, report, now, &unused))
                        return image;
                if (!first)
                        first = image;
        }
        return first;
}

bool reference_verify(const struct reference_images *images, const struct snp_report *report,
                      int64_t now, struct steps *steps)
{
        const struct reference_image *image;
        char found[2 * DIGEST_SHOWN + 1];
        char expected[2 * DIGEST_SHOWN + 1];

        if (!images || images->count == 0)
                return true;
        image = find_image(images, report, now);
        if (image)
                return check_image(image, report, now, steps);
        return steps_add(steps, "reference image", false, "found %s...; expected %s... of %s%s",
                         steps_hex(report->measurement, DIGEST_SHOWN, found),
                         steps_hex(images->list[0].measurement, DIGEST_SHOWN, expected),
                         images->list[0].label, images->count > 1 ? ", or another" : "");
}
