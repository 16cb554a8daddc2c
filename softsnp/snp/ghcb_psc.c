/*
 * softsnp/snp/ghcb_psc.c - page state changes by list (GHCB 2.0, section 4.1.6).
 *
 * The list says itself how far it was done, so that a host may stop at any entry and the guest goes on from there.
 */
#include "softsnp/rmp/change.h"
#include "softsnp/rmp/psc_error.h"
#include "softsnp/rmp/rules.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/ghcb_serve.h"

#define ENTRY_CURRENT(entry)   ((entry)&0xfff)
#define ENTRY_GFN(entry)       ((entry) >> 12 & UINT64_C(0xffffffffff))
#define ENTRY_OPERATION(entry) ((unsigned int)((entry) >> 52 & 0xf))

/* 63:32 the kind of error, 31:0 which; a generic one has no number (GHCB 2.0, section 4.1.6). */
static uint64_t error_answer(uint32_t error, uint32_t detail)
{
        return (uint64_t)error << 32 | (error == PSC_ERROR_GENERIC ? 0 : detail);
}

static uint32_t change(uint64_t entry)
{
        return rmp_change_state(ENTRY_GFN(entry), ENTRY_OPERATION(entry), entry & GHCB_PSC_LARGE);
}

/*
 * The list's counters tell the guest how far it went, so they are written; each entry is copied once. An entry is
 * done as a whole, so it counts no pages of its own.
 */
struct ghcb_answer serve_page_state_change(struct ghcb_call *call)
{
        volatile struct ghcb_psc_list *list;
        uint64_t result = 0;
        uint16_t last;

        if (!GHCB_HAS(call, scratch))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        list = rmp_shared_bytes(call->scratch, sizeof(struct ghcb_psc_list));
        if (!list)
                return ghcb_malformed(GHCB_ERROR_INVALID_SCRATCH);
        last = list->last;
        if (last >= GHCB_PSC_ENTRIES)
                return ghcb_done(error_answer(PSC_ERROR_INVALID, PSC_DETAIL_LIST));
        for (uint16_t i = list->current; i <= last; i++) {
                uint32_t error = change(list->entries[i]);

                list->current = i;
                if (error) {
                        result = error_answer(error, PSC_DETAIL_ENTRY);
                        break;
                }
                list->current = (uint16_t)(i + 1);
        }
        npt_flush(call->vcpu->cpu);
        return ghcb_done(result);
}
