/* softsnp/load/image.h - loads an IGVM file as the host and the security processor do together. */
#ifndef SOFTSNP_LOAD_IMAGE_H
#define SOFTSNP_LOAD_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"
#include "lib/snp/vmsa.h"
#include "softsnp/load/check.h"
#include "softsnp/svm/vcpu.h"

/* An image that this machine can launch. It lies in softsnp's memory. */
struct image {
        struct igvm_file file;
        struct image_facts facts;
};

/* What the launch needs to know after loading. */
struct launch {
        uint8_t digest[48]; /* SHA-384 launch digest */
        uint64_t policy;    /* guest policy */
        /*
         * By vCPU: in softsnp's memory as KVM keeps them in the host's, at VMSA_LAUNCH_GPA, or in the guest's. NULL for one that
         * is not launched.
         */
        struct vmsa *save_areas[MAX_CPUS];
        gpa_t save_area_places[MAX_CPUS];
        bool has_id_block;
        struct igvm_snp_id_block id_block;
};

/*
 * Checks the whole file, and notes where it wants memory (memory_make_windows() comes next). Refuses (machine_refuse) with header
 * index, file offset and rule when anything is wrong. @data lies in softsnp's memory or in RAM that the guest will own later.
 */
void image_open(const uint8_t *data, size_t size, struct image *out);

/*
 * Loads it: pages, parameters (VP_COUNT, MEMORY_MAP, ...), secrets, CPUID page and save areas, marking them in the RMP, and
 * measures them in QEMU's order.
 */
void image_load(const struct image *image, struct launch *out);

#endif
