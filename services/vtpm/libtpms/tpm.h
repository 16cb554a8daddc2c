/*
 * services/vtpm/libtpms/tpm.h - numbers of the TPM 2.0 Library (Part 2) that the manufacture uses, besides
 * those of lib/profile/tpm_values.h; values as in tss2_tpm2_types.h.
 */
#ifndef SERVICES_VTPM_LIBTPMS_TPM_H
#define SERVICES_VTPM_LIBTPMS_TPM_H

#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

#include <stdint.h>

#define TPM_HEADER_SIZE 10 /* u16 tag, u32 size, u32 code */

enum tpm_tag {
        TPM_ST_NO_SESSIONS = 0x8001,
        TPM_ST_SESSIONS = 0x8002,
};

enum tpm_command_code {
        TPM_CC_NV_UNDEFINE_SPACE_SPECIAL = 0x11f,
        TPM_CC_EVICT_CONTROL = 0x120,
        TPM_CC_NV_UNDEFINE_SPACE = 0x122,
        TPM_CC_CHANGE_EPS = 0x124,
        TPM_CC_CHANGE_PPS = 0x125,
        TPM_CC_CLEAR = 0x126,
        TPM_CC_CLOCK_SET = 0x128,
        TPM_CC_NV_DEFINE_SPACE = 0x12a,
        TPM_CC_PCR_ALLOCATE = 0x12b,
        TPM_CC_CLOCK_RATE_ADJUST = 0x130,
        TPM_CC_CREATE_PRIMARY = 0x131,
        TPM_CC_NV_WRITE = 0x137,
        TPM_CC_NV_WRITE_LOCK = 0x138,
        TPM_CC_SELF_TEST = 0x143,
        TPM_CC_STARTUP = 0x144,
        TPM_CC_SHUTDOWN = 0x145,
        TPM_CC_NV_READ = 0x14e,
        TPM_CC_POLICY_SECRET = 0x151,
        TPM_CC_FLUSH_CONTEXT = 0x165,
        TPM_CC_NV_READ_PUBLIC = 0x169,
        TPM_CC_READ_PUBLIC = 0x173,
        TPM_CC_START_AUTH_SESSION = 0x176,
        TPM_CC_GET_CAPABILITY = 0x17a,
        TPM_CC_GET_RANDOM = 0x17b,
        TPM_CC_GET_TEST_RESULT = 0x17c,
        TPM_CC_PCR_READ = 0x17e,
        TPM_CC_READ_CLOCK = 0x181,
        TPM_CC_TEST_PARMS = 0x18a,
};

#define TPM_RC_SUCCESS   0x000
#define TPM_RC_FAILURE   0x101
#define TPM_RC_AUTH_FAIL 0x08e /* the low bits; a session's number is in bits 11:8 */
#define TPM_RC_BAD_AUTH  0x0a2
#define TPM_RC_HANDLE_1  0x18b /* the first handle is none */
#define TPM_RC_LOCALITY  0x907
#define TPM_RC_RETRY     0x922

#define TPM_RS_PW UINT32_C(0x40000009)

#define TPM_SU_CLEAR  0x0000
#define TPM_SU_STATE  0x0001
#define TPM_SE_POLICY 1

#define TPM_CAP_ALGS              0
#define TPM_CAP_COMMANDS          2
#define TPM_CAP_PCRS              5
#define TPM_CAP_TPM_PROPERTIES    6
#define TPM_CAP_ECC_CURVES        8
#define TPM_PT_FAMILY_INDICATOR   UINT32_C(0x100)
#define TPM_PT_LEVEL              UINT32_C(0x101)
#define TPM_PT_REVISION           UINT32_C(0x102)
#define TPM_PT_MANUFACTURER       UINT32_C(0x105)
#define TPM_PT_VENDOR_STRING_1    UINT32_C(0x106)
#define TPM_PT_FIRMWARE_VERSION_1 UINT32_C(0x10b)
#define TPM_PT_FIRMWARE_VERSION_2 UINT32_C(0x10c)
#define TPM_PT_NV_INDEX_MAX       UINT32_C(0x117)
#define TPM_PT_NV_BUFFER_MAX      UINT32_C(0x12c)
#define TPM_PT_HR_PERSISTENT_FREE UINT32_C(0x209) /* TPM_PT_HR_PERSISTENT_AVAIL */

/* Localities a command may come from: 0 to 4; extended ones are not offered. */
#define TPM_LOCALITY_MAX 4

#endif
