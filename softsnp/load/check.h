/* softsnp/load/check.h - what this machine demands of an image beyond the format's rules. */
#ifndef SOFTSNP_LOAD_CHECK_H
#define SOFTSNP_LOAD_CHECK_H

#include <stdint.h>

#include "lib/igvm/reader.h"

/* The most parameter areas of an image. */
#define IMAGE_MAX_AREAS 64

/* What the checks found on their way through the file. */
struct image_facts {
        uint32_t mask;         /* compatibility mask of SEV-SNP */
        uint64_t policy;       /* guest policy */
        uint64_t sev_features; /* of the boot vCPU, and so of the machine */
        bool direct;           /* save areas lie in the guest's memory */
        bool has_id_block;
        struct igvm_snp_id_block id_block;
};

/*
 * Opens and checks the whole file; refuses the machine if anything is wrong. Without an effect but that memory is wanted
 * (memory_want()) wherever the file has some.
 */
void image_check(struct igvm_file *file, const uint8_t *data, size_t size, struct image_facts *out);

#endif
