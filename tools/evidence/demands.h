/*
 * tools/evidence/demands.h - what may be demanded of a machine besides: of its platform, its firmware, who signed its image and
 * whom it belongs to. Zeros demand nothing, and then no step is taken.
 *
 * The steps' names: platform, guest demands, single socket, guest ABI, firmware, ID key, author key, family ID, image ID,
 * guest SVN, host data. An ID key of which nobody has demanded anything is shown all the same, as skipped.
 */
#ifndef TOOLS_EVIDENCE_DEMANDS_H
#define TOOLS_EVIDENCE_DEMANDS_H

#include <stdbool.h>

#include "lib/snp/report.h"
#include "tools/common/steps.h"

#define DEMANDED_KEYS_MAX  16
#define KEY_DIGEST_SIZE    48 /* SHA-384 of the key as the ID block has it */
#define HOST_DATA_SIZE     32
#define IMAGE_ID_SIZE      16
#define DEMAND_SMT_OFF     UINT32_C(1) /* PLATFORM_INFO's bit must be clear; of the others set */
#define DEMAND_TSME        UINT32_C(2)
#define DEMAND_ECC         UINT32_C(4)
#define DEMAND_RAPL_OFF    UINT32_C(8)
#define DEMAND_CIPHERTEXT  UINT32_C(0x10)
#define DEMAND_ALIAS_CHECK UINT32_C(0x20)
#define DEMAND_TIO         UINT32_C(0x80)
#define DEMAND_TIO_OFF     UINT32_C(0x100) /* clear */

/* What the guest's policy must insist on: SMT and CXL must be forbidden, of the others the bit must be set. */
#define DEMAND_GUEST_SMT_OFF       UINT32_C(1)
#define DEMAND_GUEST_CXL_OFF       UINT32_C(2)
#define DEMAND_GUEST_AES_256_XTS   UINT32_C(4)
#define DEMAND_GUEST_RAPL_OFF      UINT32_C(8)
#define DEMAND_GUEST_CIPHERTEXT    UINT32_C(0x10)
#define DEMAND_GUEST_PAGE_SWAP_OFF UINT32_C(0x20)
#define DEMAND_GUEST_SINGLE_SOCKET UINT32_C(0x40)

struct demanded_keys {
        size_t count; /* 0: any, or none */
        uint8_t digests[DEMANDED_KEYS_MAX][KEY_DIGEST_SIZE];
};

struct demanded_id {
        bool given;
        uint8_t bytes[IMAGE_ID_SIZE];
};

struct firmware_version {
        uint8_t major, minor, build;
};

struct report_demands {
        uint32_t platform;                /* DEMAND_* */
        uint32_t guest;                   /* DEMAND_GUEST_* but the single socket */
        bool single_socket;               /* the guest's policy insists on it */
        struct firmware_version abi;      /* of the guest's policy, at least; without a build */
        struct firmware_version firmware; /* the committed one, at least */
        struct demanded_keys id_keys;
        struct demanded_keys author_keys;
        bool host_data_given;
        uint8_t host_data[HOST_DATA_SIZE];
        struct demanded_id family_id, image_id; /* as the ID block has them */
        bool guest_svn_given;
        uint32_t guest_svn; /* at least */
};

/* Adds a step for each demand to @steps. Returns true if all of them passed. */
__attribute__((warn_unused_result)) bool demands_verify(const struct report_demands *demands,
                                                        const struct snp_report *report,
                                                        struct steps *steps);

#endif
