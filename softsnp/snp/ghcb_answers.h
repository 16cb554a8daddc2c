/*
 * softsnp/snp/ghcb_answers.h - answers of the MSR protocol that come later than the request, and answers that are
 * the page protocol's too.
 */
#ifndef SOFTSNP_SNP_GHCB_ANSWERS_H
#define SOFTSNP_SNP_GHCB_ANSWERS_H

#include <stdint.h>

#include "lib/snp/ghcb.h"

/* What MSR_GHCB holds after RUN_VMPL; @error 0: it came back. */
static inline uint64_t ghcb_msr_run_vmpl_answer(uint32_t error)
{
        return (uint64_t)error << 32 | GHCB_MSR_RUN_VMPL_RESPONSE;
}

#endif
