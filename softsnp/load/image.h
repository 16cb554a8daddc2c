/* softsnp/load/image.h - loads an IGVM file as the host and the security processor do together. */
#ifndef SOFTSNP_LOAD_IMAGE_H
#define SOFTSNP_LOAD_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"
#include "lib/snp/vmsa.h"
#include "softsnp/svm/vcpu.h"

/* What the launch needs to know after loading. */
struct launch {
        uint8_t digest[48]; /* SHA-384 launch digest */
        uint64_t policy;    /* guest policy */
        /* By vCPU, in softsnp's memory as KVM keeps them in the host's; NULL for one that the image does not set. */
        struct vmsa *save_areas[MAX_CPUS];
        uint64_t reserved_start; /* the REQUIRED_MEMORY that the guest's memory map must not show */
        uint64_t reserved_end;
        bool has_id_block;
        struct igvm_snp_id_block id_block;
};

/*
 * Checks the whole file first, then loads it: pages, parameters (VP_COUNT, MEMORY_MAP, ...), secrets, CPUID page and
 * save areas, marking them in the RMP and measuring them in file order. Refuses (machine_refuse) with header index, file offset
 * and rule when anything is wrong. @file lies in softsnp's memory or in RAM that the guest will own later.
 */
void image_load(const uint8_t *file, size_t size, struct launch *out);

#endif
