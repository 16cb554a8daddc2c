/*
 * tools/evidence/demands.h - what may be demanded of a machine besides: of its platform, its firmware, who signed its image and
 * whom it belongs to. Zeros demand nothing, and then no step is taken.
 *
 * The steps' names: platform, single socket, firmware, ID key, author key, host data.
 */
#ifndef TOOLS_EVIDENCE_DEMANDS_H
#define TOOLS_EVIDENCE_DEMANDS_H

#include <stdbool.h>

#include "lib/snp/report.h"
#include "tools/common/steps.h"

#define DEMANDED_KEYS_MAX  16
#define KEY_DIGEST_SIZE    48 /* SHA-384 of the key as the ID block has it */
#define HOST_DATA_SIZE     32
#define DEMAND_SMT_OFF     UINT32_C(1) /* PLATFORM_INFO's bit must be clear; of the others set */
#define DEMAND_TSME        UINT32_C(2)
#define DEMAND_ECC         UINT32_C(4)
#define DEMAND_RAPL_OFF    UINT32_C(8)
#define DEMAND_CIPHERTEXT  UINT32_C(0x10)
#define DEMAND_ALIAS_CHECK UINT32_C(0x20)
#define DEMANDS_KNOWN      UINT32_C(0x3f)

struct demanded_keys {
        size_t count; /* 0: any, or none */
        uint8_t digests[DEMANDED_KEYS_MAX][KEY_DIGEST_SIZE];
};

struct firmware_version {
        uint8_t major, minor, build;
};

struct report_demands {
        uint32_t platform;                /* DEMAND_* */
        bool single_socket;               /* the guest's policy insists on it */
        struct firmware_version firmware; /* the committed one, at least */
        struct demanded_keys id_keys;
        struct demanded_keys author_keys;
        bool host_data_given;
        uint8_t host_data[HOST_DATA_SIZE];
};

/* Adds a step for each demand to @steps. Returns true if all of them passed. */
__attribute__((warn_unused_result)) bool demands_verify(const struct report_demands *demands,
                                                        const struct snp_report *report,
                                                        struct steps *steps);

#endif
