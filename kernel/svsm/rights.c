/* kernel/svsm/rights.c - see rights.h. */
#include "kernel/svsm/rights.h"

#include "kernel/arch/arch.h"
#include "kernel/mm/guest_memory.h"

/* Results beyond EAX' documented range are all one code. */
#define RESULT_MAX              0xf
#define SVSM_ERR_UNKNOWN_RESULT 0x80001011

uint64_t rights_error(unsigned int result)
{
        if (result == RMP_UNCHANGED)
                return SVSM_ERR_PVALIDATE_UNCHANGED;
        if (result > RESULT_MAX)
                return SVSM_ERR_UNKNOWN_RESULT;
        return SVSM_ERR_PROTOCOL_BASE + result;
}

static uint64_t adjust(gpa_t page, bool large, uint64_t attributes)
{
        enum rmp_result result = arch_rmpadjust(page, large, attributes);

        return result == RMP_SUCCESS ? SVSM_SUCCESS : rights_error(result);
}

uint64_t rights_revoke(gpa_t page, bool large)
{
        uint64_t result = SVSM_SUCCESS;

        for (unsigned int vmpl = 1; result == SVSM_SUCCESS && vmpl < VMPL_COUNT; vmpl++)
                result = adjust(page, large, rmpadjust_attributes(vmpl, 0));
        return result;
}

uint64_t rights_grant(gpa_t page, bool large)
{
        uint64_t result = SVSM_SUCCESS;

        for (unsigned int vmpl = 1; result == SVSM_SUCCESS && vmpl <= guest_memory_vmpl(); vmpl++)
                result = adjust(page, large, rmpadjust_attributes(vmpl, RMP_PERMISSION_ALL));
        return result;
}

uint64_t rights_make_vmsa(gpa_t page)
{
        return adjust(page, false,
                      rmpadjust_attributes(guest_memory_vmpl(), RMP_PERMISSION_READ) |
                              RMPADJUST_VMSA);
}

void rights_flush(void)
{
        arch_flush_guest_translations();
}
