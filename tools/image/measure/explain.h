/* tools/image/measure/explain.h - what every page of a launch does to the digest, for `cashew image measure --explain`. */
#ifndef TOOLS_IMAGE_MEASURE_EXPLAIN_H
#define TOOLS_IMAGE_MEASURE_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/digest.h"

/* "NORMAL", as the firmware ABI calls the type (PAGE_TYPE of SNP_LAUNCH_UPDATE). */
const char *snp_page_type_name(enum snp_page_type type);

/*
 * Measures a launch from its start and prints what every page does to the digest: lines under a heading, or JSON objects with
 * commas between them. Consecutive pages without contents of their own share one. Returns the number of pages; the digest is
 * in @digest.
 */
uint64_t image_explain(struct igvm_launch launch, bool json, uint8_t digest[IGVM_DIGEST_SIZE]);

#endif
