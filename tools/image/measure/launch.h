/* tools/image/measure/launch.h - what `cashew image measure` is made of. */
#ifndef TOOLS_IMAGE_MEASURE_LAUNCH_H
#define TOOLS_IMAGE_MEASURE_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/digest.h"

/* The mask of SEV-SNP in a file; 1 after one line on stderr if the file is not for it. @name is the file's. */
__attribute__((warn_unused_result)) int
image_snp_mask(const char *name, const struct igvm_file *file, uint32_t *mask);

/* "NORMAL", as the firmware ABI calls the type. */
const char *snp_page_type_name(enum snp_page_type type);

/*
 * Measures a launch from its start and prints what every page does to the digest: lines under a heading, or JSON objects with
 * commas between them. Consecutive pages without contents of their own share one. Returns the number of pages; the digest is
 * in @digest.
 */
uint64_t image_explain(struct igvm_launch launch, bool json, uint8_t digest[IGVM_DIGEST_SIZE]);

/* How two launches part. */
enum image_parting_kind {
        IMAGE_NEVER_PART,
        IMAGE_PART_IN_NUMBER, /* one has no further page */
        IMAGE_PART_IN_ORDER,  /* the page of the one comes later in the other */
        IMAGE_PART_IN_ADDRESS,
        IMAGE_PART_IN_TYPE,
        IMAGE_PART_IN_CONTENTS,
};

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
