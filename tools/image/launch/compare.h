/* tools/image/launch/compare.h - where two SEV-SNP launches part, and with them their digests. */
#ifndef TOOLS_IMAGE_LAUNCH_COMPARE_H
#define TOOLS_IMAGE_LAUNCH_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/digest.h"

/*
 * How two launches part. The digest is a chain over all pages (docs/measure.md, "How the digest is made"), so
 * the first difference decides; there may be others behind it.
 */
enum image_parting_kind {
        IMAGE_NEVER_PART,
        IMAGE_PART_IN_NUMBER, /* one has no further page */
        IMAGE_PART_IN_ORDER,  /* the page of the one comes later in the other */
        IMAGE_PART_IN_ADDRESS,
        IMAGE_PART_IN_TYPE,
        IMAGE_PART_IN_CONTENTS,
};

/* Index 0 is the left launch's, 1 the right one's. Contents are not to be looked at any more. */
struct image_parting {
        enum image_parting_kind kind;
        uint64_t
                number; /* of the first page that differs, from 0; how many there are if none does */
        bool present[2]; /* whether the launches have it */
        struct igvm_launch_page pages[2];
        uint32_t offset; /* of the first byte that differs, if contents do */
        uint8_t bytes[2];
};

/* Follows two launches from their start to the first page in which they part. */
struct image_parting image_compare(struct igvm_launch left, struct igvm_launch right);

/* The kind in a word, for people and JSON: "contents". */
const char *image_parting_text(enum image_parting_kind kind);

/*
 * Why QEMU's digest of the file differs from the file order's, as a phrase without subject, with the header at fault in
 * *@header; NULL if it does not.
 */
const char *image_qemu_difference(const struct igvm_file *file, uint32_t mask, uint32_t *header);

#endif
