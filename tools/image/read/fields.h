/*
 * tools/image/read/fields.h - what the headers and processor states of an IGVM file consist of, by name.
 *
 * One description serves the table and JSON. Names are those of the structures in lib/igvm/format.h and lib/snp/vmsa.h;
 * a member of a structure inside has its name behind the structure's.
 */
#ifndef TOOLS_IMAGE_READ_FIELDS_H
#define TOOLS_IMAGE_READ_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/reader.h"

/* How a field is to be shown. What it means is in the structure's comments, not here. */
enum image_field_kind {
        IMAGE_FIELD_NUMBER,  /* for people in decimal */
        IMAGE_FIELD_HEX,     /* addresses, sizes, bits */
        IMAGE_FIELD_MASK,    /* platforms */
        IMAGE_FIELD_CHOICE,  /* a number with a name */
        IMAGE_FIELD_FLAGS,   /* bits with names */
        IMAGE_FIELD_BYTES,   /* an array */
        IMAGE_FIELD_SEGMENT, /* struct vmsa_segment */
};

/* One member of a structure; @offset counts in bytes from the structure's start. All strings are static. */
struct image_field {
        const char *name;
        uint16_t offset;
        uint16_t size; /* bytes: 1, 2, 4 or 8 for numbers */
        enum image_field_kind kind;
        const char *const *names; /* of a CHOICE by value, of FLAGS by bit */
        size_t name_count;
};

struct image_layout {
        const struct image_field *fields;
        size_t count;
        size_t size; /* bytes that the fields describe */
};

/* The body of a header of that type; NULL if it is not known. */
const struct image_layout *image_header_layout(uint32_t type);

/* The number in a field of @bytes, which begin with the structure. */
uint64_t image_field_value(const struct image_field *field, const uint8_t *bytes);

/* A value's name; NULL if it has none. */
const char *image_field_name(const struct image_field *field, uint64_t value);

/* True for a field that should be zero and is. */
bool image_field_is_idle(const struct image_field *field, const uint8_t *bytes);

/* Which platforms the bits of the file's masks are. */
struct image_platforms {
        uint32_t masks[IGVM_PLATFORM_CCA + 1]; /* by enum igvm_platform_type; 0: not in the file */
};
struct image_platforms image_platforms(const struct igvm_file *file);

/* "SEV-SNP+native", with the bits that name no platform as a number; terminated. */
void image_platforms_text(const struct image_platforms *platforms, uint32_t mask, char *out,
                          size_t size);

#endif
