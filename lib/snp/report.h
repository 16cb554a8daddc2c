/*
 * lib/snp/report.h - the attestation report (AMD 56860, "SNP firmware ABI", table ATTESTATION_REPORT;
 * checked against Linux, google/go-sev-guest and virtee/sev), and the host's certificate table
 * (GHCB 2.0, section 4.1.8.1). Little-endian.
 */
#ifndef LIB_SNP_REPORT_H
#define LIB_SNP_REPORT_H

#include <stddef.h>
#include <stdint.h>

#define SNP_REPORT_SIZE            0x4a0
#define SNP_REPORT_SIGNED_SIZE     0x2a0 /* the signature is over the bytes before it */
#define SNP_REPORT_DATA_SIZE       64
#define SNP_REPORT_SIGNATURE_ECDSA 1 /* P-384 with SHA-384 */

/* POLICY. */
#define SNP_POLICY_SMT           (UINT64_C(1) << 16)
#define SNP_POLICY_ONE           (UINT64_C(1) << 17) /* always set */
#define SNP_POLICY_MIGRATION     (UINT64_C(1) << 18) /* a migration agent is allowed */
#define SNP_POLICY_DEBUG         (UINT64_C(1) << 19)
#define SNP_POLICY_SINGLE_SOCKET (UINT64_C(1) << 20)
#define SNP_POLICY_CXL           (UINT64_C(1) << 21) /* CXL memory is allowed */
#define SNP_POLICY_AES_256_XTS   (UINT64_C(1) << 22) /* memory encryption must be so */
#define SNP_POLICY_RAPL_OFF      (UINT64_C(1) << 23) /* power must not be measured */
#define SNP_POLICY_CIPHERTEXT    (UINT64_C(1) << 24) /* ciphertext hiding must be on */
#define SNP_POLICY_PAGE_SWAP_OFF (UINT64_C(1) << 25) /* pages must not be swapped or moved */

/* PLATFORM_INFO. */
#define SNP_PLATFORM_SMT         (UINT64_C(1) << 0)
#define SNP_PLATFORM_TSME        (UINT64_C(1) << 1)
#define SNP_PLATFORM_ECC         (UINT64_C(1) << 2)
#define SNP_PLATFORM_RAPL_OFF    (UINT64_C(1) << 3)
#define SNP_PLATFORM_CIPHERTEXT  (UINT64_C(1) << 4)
#define SNP_PLATFORM_ALIAS_CHECK (UINT64_C(1) << 5)
#define SNP_PLATFORM_TIO         (UINT64_C(1) << 7)

/* KEY_INFO: bit 0, there is an author key; 1, the chip's key is masked and nothing signs; 4:2, who has signed. */
#define SNP_KEY_INFO_AUTHOR_KEY    1
#define SNP_KEY_INFO_MASK_CHIP_KEY 2
#define SNP_KEY_INFO_SIGNING_SHIFT 2
#define SNP_KEY_INFO_SIGNING_MASK  7
#define SNP_SIGNING_KEY_VCEK       0
#define SNP_SIGNING_KEY_VLEK       1
#define SNP_SIGNING_KEY_NONE       7

#define SNP_ETCB_SIZE  32 /* ETCB_VERSION: Venice's extended TCB */
#define SNP_ETCB_PARTS 14 /* numbers of firmware in it, a byte each */

/* ATTESTATION_REPORT (table 21). */
struct snp_report {
        uint32_t version; /* 2, 3, 5, 6; later ones have the same fields and may have more */
        uint32_t guest_svn;
        uint64_t policy;
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint32_t vmpl;
        uint32_t signature_algorithm;
        uint64_t current_tcb;
        uint64_t platform_info;
        uint32_t key_info;
        uint32_t reserved_4c;
        uint8_t report_data[64];
        uint8_t measurement[48];
        uint8_t host_data[32];
        uint8_t id_key_digest[48];
        uint8_t author_key_digest[48];
        uint8_t report_id[32];
        uint8_t report_id_ma[32]; /* 0xff: no migration agent */
        uint64_t reported_tcb;
        uint8_t cpuid_family, cpuid_model, cpuid_stepping; /* version 3 and later, else 0 */
        uint8_t reserved_18b[21];
        uint8_t chip_id[64];
        uint64_t committed_tcb;
        uint8_t current_build, current_minor, current_major, reserved_1eb;
        uint8_t committed_build, committed_minor, committed_major, reserved_1ef;
        uint64_t launch_tcb;
        uint64_t launch_mitigation_vector;  /* version 5, else 0 */
        uint64_t current_mitigation_vector; /* version 5, else 0 */
        uint8_t reserved_208[24];
        uint8_t current_etcb[SNP_ETCB_SIZE]; /* version 6, else 0 (AMD 56860, 1.59) */
        uint8_t launch_etcb[SNP_ETCB_SIZE];
        uint8_t committed_etcb[SNP_ETCB_SIZE];
        uint8_t reserved_280[32];
        uint8_t signature_r[72]; /* little-endian, 48 bytes are used */
        uint8_t signature_s[72];
        uint8_t reserved_330[368];
};
_Static_assert(offsetof(struct snp_report, report_data) == 0x50, "report data");
_Static_assert(offsetof(struct snp_report, measurement) == 0x90, "report measurement");
_Static_assert(offsetof(struct snp_report, reported_tcb) == 0x180, "report TCB");
_Static_assert(offsetof(struct snp_report, chip_id) == 0x1a0, "report chip ID");
_Static_assert(offsetof(struct snp_report, launch_tcb) == 0x1f0, "report launch TCB");
_Static_assert(offsetof(struct snp_report, current_etcb) == 0x220, "report extended TCB");
_Static_assert(offsetof(struct snp_report, signature_r) == SNP_REPORT_SIGNED_SIZE,
               "report signature");
_Static_assert(sizeof(struct snp_report) == SNP_REPORT_SIZE, "report");

/*
 * The certificate table: entries, one of zeros behind the last, then DER certificates. GUIDs are in
 * printed order, unlike the SVSM's.
 */
struct snp_certificate_entry {
        uint8_t guid[16];
        uint32_t offset; /* from the start of the table */
        uint32_t size;
};
_Static_assert(sizeof(struct snp_certificate_entry) == 24, "certificate entry");

#define SNP_CERTIFICATES_MAX 0x4000

#define SNP_GUID_VCEK                                                                         \
        {                                                                                     \
                0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, \
                        0xe8, 0xac, 0xcd                                                      \
        }
#define SNP_GUID_VLEK                                                                         \
        {                                                                                     \
                0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e, 0xaa, 0xe6, 0x39, 0xc0, 0x45, \
                        0xa0, 0xb8, 0xa1                                                      \
        }
#define SNP_GUID_ASK                                                                          \
        {                                                                                     \
                0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0, 0x2f, 0x05, 0xae, 0xf3, \
                        0x27, 0xc7, 0x82                                                      \
        }
#define SNP_GUID_ARK                                                                          \
        {                                                                                     \
                0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52, 0x97, 0x43, 0x3f, 0xb6, 0x01, \
                        0x4c, 0xd0, 0xae                                                      \
        }

#endif
