/* lib/igvm/check_state.c - see check_state.h. */
#include "lib/igvm/check_state.h"

bool igvm_require(struct igvm_check *check, bool condition, enum igvm_rule rule)
{
        if (condition || !igvm_applies(check, rule))
                return true;
        check->broken = rule;
        return false;
}

bool igvm_in_file_data(const struct igvm_check *check, uint32_t file_offset, uint64_t size)
{
        const struct igvm_file *file = check->file;

        return file_offset >= file->headers_end && file_offset <= file->size &&
               size <= file->size - file_offset;
}
