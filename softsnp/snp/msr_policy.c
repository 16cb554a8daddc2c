/* softsnp/snp/msr_policy.c - see msr_policy.h. */
#include "softsnp/snp/msr_policy.h"

#include <stddef.h>

static const struct personality_msr unknown = { 0, UINT32_MAX, PERSONALITY_MSR_FAULT, 0 };

/* The last row counts, so that lines put behind a personality change it. */
const struct personality_msr *msr_policy(const struct personality *host, uint32_t number)
{
        for (uint32_t i = host->msr_count; i > 0; i--) {
                const struct personality_msr *row = &host->msr[i - 1];

                if (number >= row->first && number <= row->last)
                        return row;
        }
        return &unknown;
}
