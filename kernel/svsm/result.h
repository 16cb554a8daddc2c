/*
 * kernel/svsm/result.h - what has become of a page, as the result code of a call (SVSM 1.00, section 5, "Result Codes", and
 * section 6.2: what PVALIDATE or RMPADJUST has answered is added to 0x80001000, and 0x80001010 is "no change").
 */
#ifndef KERNEL_SVSM_RESULT_H
#define KERNEL_SVSM_RESULT_H

#include <stdint.h>

#include "kernel/mm/guest_memory.h"
#include "lib/svsm/call.h"

static inline uint64_t svsm_page_result(enum page_result result)
{
        switch (result) {
        case PAGE_OK:
                return SVSM_SUCCESS;
        case PAGE_REFUSED:
        case PAGE_GONE:
                return SVSM_ERR_INVALID_ADDRESS;
        default:
                return SVSM_ERR_PROTOCOL_BASE + (uint64_t)result;
        }
}

#endif
