/* softsnp/load/check.h - what this machine demands of an image beyond the format's rules. */
#ifndef SOFTSNP_LOAD_CHECK_H
#define SOFTSNP_LOAD_CHECK_H

#include <stdint.h>

#include "lib/igvm/reader.h"

/* The most parameter areas of an image. */
#define IMAGE_MAX_AREAS 64

/* What the checks found on their way through the file. */
struct image_facts {
        uint32_t mask;   /* compatibility mask of SEV-SNP */
        uint64_t policy; /* guest policy */
        uint64_t reserved_start;
        uint64_t reserved_end; /* from the lowest to the highest REQUIRED_MEMORY; equal: none */
        bool has_id_block;
        struct igvm_snp_id_block id_block;
};

/* Opens and checks the whole file without an effect; refuses the machine if anything is wrong. */
void image_check(struct igvm_file *file, const uint8_t *data, size_t size, struct image_facts *out);

#endif
