/*
 * lib/svsm/attest.h - the SVSM's attestation protocol (protocol 1) as it is in the guest's memory
 * (SVSM 1.00, section 7; Linux arch/x86/include/asm/sev.h, struct svsm_attest_call).
 */
#ifndef LIB_SVSM_ATTEST_H
#define LIB_SVSM_ATTEST_H

#include <stddef.h>
#include <stdint.h>

enum svsm_attest_call {
        SVSM_ATTEST_SERVICES = 0,       /* RCX: GPA of a struct svsm_attest_operation, 0x40 bytes */
        SVSM_ATTEST_SINGLE_SERVICE = 1, /* the same, all of it */
};
/* Out, also when a buffer is too small: RCX manifest, RDX certificates, R8 report, bytes. */

#define SVSM_ATTEST_NONCE_SIZE       64
#define SVSM_ATTEST_CERTIFICATES_MAX 0x4000

/* A buffer in guest memory; page aligned but for the nonce's. */
struct svsm_attest_buffer {
        uint64_t gpa;
        uint32_t size;
        uint32_t reserved; /* must be zero */
};

struct svsm_attest_operation {
        struct svsm_attest_buffer report;
        uint64_t nonce_gpa;
        uint16_t nonce_size;
        uint8_t nonce_reserved[6]; /* must be zero */
        struct svsm_attest_buffer manifest;
        struct svsm_attest_buffer certificates; /* size 0: none are wanted */
        uint8_t service[16]; /* GUID, mixed-endian; from here SINGLE_SERVICE only */
        uint32_t manifest_version;
        uint32_t reserved; /* must be zero */
};
_Static_assert(offsetof(struct svsm_attest_operation, nonce_gpa) == 0x10, "attest nonce");
_Static_assert(offsetof(struct svsm_attest_operation, manifest) == 0x20, "attest manifest");
_Static_assert(offsetof(struct svsm_attest_operation, certificates) == 0x30, "attest certificates");
_Static_assert(offsetof(struct svsm_attest_operation, service) == 0x40, "attest service");
_Static_assert(sizeof(struct svsm_attest_operation) == 0x58, "attest operation");
#define SVSM_ATTEST_SERVICES_SIZE 0x40

#define SVSM_GUID_SIZE 16

/* 63849ebb-3d92-4670-a1ff-58f9c94b87bb: the services manifest. */
#define SVSM_GUID_SERVICES_MANIFEST                                                           \
        {                                                                                     \
                0xbb, 0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46, 0xa1, 0xff, 0x58, 0xf9, 0xc9, \
                        0x4b, 0x87, 0xbb                                                      \
        }
/* c476f1eb-0123-45a5-9641-b4e7dde5bfe3: the vTPM. */
#define SVSM_GUID_VTPM                                                                        \
        {                                                                                     \
                0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45, 0x96, 0x41, 0xb4, 0xe7, 0xdd, \
                        0xe5, 0xbf, 0xe3                                                      \
        }
/*
 * 5c2b7a70-91c4-4f0e-8d6b-3a1e20c75f12: Cashew's own: which profile made the TPM.
 * Version 0, big-endian: u32 version 0, TPM2B profile name, u32 revision, TPM2B profile digest,
 * u32 count, so many {u32 NV index, u8 1 if the certificate is there}.
 */
#define SVSM_GUID_CASHEW_PROFILE                                                              \
        {                                                                                     \
                0x70, 0x7a, 0x2b, 0x5c, 0xc4, 0x91, 0x0e, 0x4f, 0x8d, 0x6b, 0x3a, 0x1e, 0x20, \
                        0xc7, 0x5f, 0x12                                                      \
        }

/*
 * The services manifest, little-endian: GUID, u32 bytes of all of it, u32 n, n times {GUID, u32
 * offset from the start, u32 bytes}, the services' own manifests.
 *
 * REPORT_DATA of the report is SHA-512(nonce, manifest); the report is asked for VMPL 0.
 *
 * The vTPM's manifest version 0 is the TPMT_PUBLIC of the EK. Version 1, big-endian: u32 1, u32
 * count, so many TPM2B_PUBLIC.
 */
#define SVSM_SERVICES_MANIFEST_HEADER 24
#define SVSM_SERVICES_MANIFEST_ENTRY  24

#endif
