/*
 * lib/profile/tpm_values.h - numbers of the TPM 2.0 Library (Part 2) that profiles are written with,
 * besides those of lib/wire/tpm_public.h; values as in tss2_tpm2_types.h.
 */
#ifndef LIB_PROFILE_TPM_VALUES_H
#define LIB_PROFILE_TPM_VALUES_H

#include <stdint.h>

#define TPM_RH_OWNER       UINT32_C(0x40000001)
#define TPM_RH_NULL        UINT32_C(0x40000007)
#define TPM_RH_ENDORSEMENT UINT32_C(0x4000000b)
#define TPM_RH_PLATFORM    UINT32_C(0x4000000c)

/* TPMA_OBJECT: those that tpm_public.h does not name. */
#define TPMA_OBJECT_ST_CLEAR          UINT32_C(0x00000004)
#define TPMA_OBJECT_USER_WITH_AUTH    UINT32_C(0x00000040)
#define TPMA_OBJECT_ADMIN_WITH_POLICY UINT32_C(0x00000080)
#define TPMA_OBJECT_NO_DA             UINT32_C(0x00000400)
#define TPMA_OBJECT_ENCRYPTED         UINT32_C(0x00000800) /* encryptedDuplication */

/* TPMA_NV. */
#define TPMA_NV_PPWRITE        (UINT32_C(1) << 0)
#define TPMA_NV_OWNERWRITE     (UINT32_C(1) << 1)
#define TPMA_NV_AUTHWRITE      (UINT32_C(1) << 2)
#define TPMA_NV_POLICYWRITE    (UINT32_C(1) << 3)
#define TPMA_NV_POLICY_DELETE  (UINT32_C(1) << 10)
#define TPMA_NV_WRITELOCKED    (UINT32_C(1) << 11)
#define TPMA_NV_WRITEALL       (UINT32_C(1) << 12)
#define TPMA_NV_WRITEDEFINE    (UINT32_C(1) << 13)
#define TPMA_NV_WRITE_STCLEAR  (UINT32_C(1) << 14)
#define TPMA_NV_GLOBALLOCK     (UINT32_C(1) << 15)
#define TPMA_NV_PPREAD         (UINT32_C(1) << 16)
#define TPMA_NV_OWNERREAD      (UINT32_C(1) << 17)
#define TPMA_NV_AUTHREAD       (UINT32_C(1) << 18)
#define TPMA_NV_POLICYREAD     (UINT32_C(1) << 19)
#define TPMA_NV_NO_DA          (UINT32_C(1) << 25)
#define TPMA_NV_ORDERLY        (UINT32_C(1) << 26)
#define TPMA_NV_CLEAR_STCLEAR  (UINT32_C(1) << 27)
#define TPMA_NV_READLOCKED     (UINT32_C(1) << 28)
#define TPMA_NV_WRITTEN        (UINT32_C(1) << 29)
#define TPMA_NV_PLATFORMCREATE (UINT32_C(1) << 30)
#define TPMA_NV_READ_STCLEAR   (UINT32_C(1) << 31)

/* TPMA_NV, bits 4 to 7: what kind of index it is (TPM_NT). */
#define TPMA_NV_TYPE(attributes) ((attributes) >> 4 & 0xf)
enum tpm_nv_type {
        TPM_NT_ORDINARY = 0,
        TPM_NT_COUNTER = 1,
        TPM_NT_BITS = 2,
        TPM_NT_EXTEND = 4,
        TPM_NT_PIN_FAIL = 8,
        TPM_NT_PIN_PASS = 9,
};

/* MAX_NV_BUFFER_SIZE of libtpms and of the TCG's reference code: what one command writes at most. */
#define TPM_NV_BUFFER_SIZE 1024

#endif
