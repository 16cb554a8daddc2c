/* softsnp/snp/ghcb_call.c - see ghcb_call.h. */
#include "softsnp/snp/ghcb_call.h"

#include "lib/x86/cpu.h"

bool ghcb_call_has(const struct ghcb_call *call, size_t offset)
{
        return call->valid_bitmap[offset / 64] >> (offset / 8 % 8) & 1;
}

struct ghcb_answer ghcb_raise_gp(void)
{
        return (struct ghcb_answer){
                GHCB_RESULT_EXCEPTION,
                VECTOR_GP | EVENT_TYPE_EXCEPTION | EVENT_HAS_ERROR | EVENT_VALID,
        };
}
