/*
 * softsnp/psp/tsc_info.c - TSC_INFO: how the guest's time-stamp counter follows from the CPU's. Here it is
 * the CPU's own.
 */
#include "softsnp/psp/answers.h"

#define TSC_SCALE_ONE (UINT64_C(1) << 32) /* fixed point, 32 bits of fraction */

void psp_tsc_info(const uint8_t request[TSC_INFO_REQUEST_SIZE], struct tsc_info_response *out)
{
        for (size_t i = 0; i < TSC_INFO_REQUEST_SIZE; i++)
                if (request[i] != 0) {
                        out->status = GUEST_MESSAGE_STATUS_INVALID_PARAMETER;
                        return;
                }
        out->tsc_scale = TSC_SCALE_ONE;
}
