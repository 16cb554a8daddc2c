/* softsnp/snp/ghcb_call.c - see ghcb_call.h. */
#include "softsnp/snp/ghcb_call.h"

#include "lib/x86/cpu.h"
#include "softsnp/rmp/table.h"

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

/* What KVM takes of a VM that speaks version 2, as all with SNP do: no other memory (svm/sev.c, setup_vmgexit_scratch()). */
void *ghcb_scratch(const struct ghcb_call *call, uint64_t size)
{
        uint64_t start = call->address.value + offsetof(struct ghcb, shared_buffer);

        if (call->scratch < start || call->scratch - start > GHCB_SHARED_BUFFER_SIZE ||
            size > GHCB_SHARED_BUFFER_SIZE - (call->scratch - start))
                return NULL;
        return rmp_shared_bytes(call->scratch, size);
}
