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
#include "softsnp/start/memory.h"

#define ENTRY_CURRENT(entry)   ((entry)&0xfff)
#define ENTRY_GFN(entry)       ((entry) >> 12 & UINT64_C(0xffffffffff))
#define ENTRY_OPERATION(entry) ((unsigned int)((entry) >> 52 & 0xf))

/* 63:32 the kind of error, 31:0 which; a generic one has no number (GHCB 2.0, section 4.1.6). */
static uint64_t error_answer(uint32_t error, uint32_t detail)
{
        return (uint64_t)error << 32 | (error == PSC_ERROR_GENERIC ? 0 : detail);
}

static uint64_t page_count(uint64_t entry)
{
        return entry & GHCB_PSC_LARGE ? PAGES_PER_LARGE_PAGE : 1;
}

/* What KVM refuses itself (svm/sev.c, snp_begin_psc()): more pages done than there are, or 2 MiB that do not begin at 2 MiB. */
static bool is_possible(uint64_t entry)
{
        return ENTRY_CURRENT(entry) <= page_count(entry) &&
               ENTRY_GFN(entry) % page_count(entry) == 0;
}

/*
 * QEMU lets device memory become shared, which it is (accel/kvm/kvm-all.c, kvm_convert_memory()), and refuses all else that is
 * no memory.
 */
static bool is_shared_device(uint64_t gfn, unsigned int operation)
{
        return operation == GHCB_PSC_SHARED &&
               memory_page_index(gpa(gfn << PAGE_SHIFT)) == PAGE_INDEX_NONE;
}

/* True if it is done. An entry that was begun is gone on with in pages of 4 KiB. */
static bool change_rest(uint64_t entry, unsigned int operation)
{
        for (uint64_t page = ENTRY_CURRENT(entry); page < page_count(entry); page++) {
                uint64_t gfn = ENTRY_GFN(entry) + page;

                if (!is_shared_device(gfn, operation) &&
                    rmp_change_state(gfn, operation, false) != 0)
                        return false;
        }
        return true;
}

/*
 * Operations other than these two count as done: KVM and QEMU split and join entries as they like (svm/sev.c, snp_begin_psc()).
 */
static uint32_t change(uint64_t entry)
{
        unsigned int operation = ENTRY_OPERATION(entry);
        bool done = true;

        if (!is_possible(entry))
                return PSC_ERROR_INVALID;
        if (operation != GHCB_PSC_PRIVATE && operation != GHCB_PSC_SHARED)
                return 0;
        if (ENTRY_CURRENT(entry) == 0 && entry & GHCB_PSC_LARGE)
                done = rmp_change_state(ENTRY_GFN(entry), operation, true) == 0;
        else
                done = change_rest(entry, operation);
        return done ? 0 : PSC_ERROR_GENERIC;
}

/*
 * The list's counters tell the guest how far it went, so they are written; each entry is copied once. One that is done says
 * that all of its pages are.
 */
struct ghcb_answer serve_page_state_change(struct ghcb_call *call)
{
        volatile struct ghcb_psc_list *list;
        uint64_t result = 0;
        uint16_t last;

        if (!GHCB_HAS(call, scratch))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        list = ghcb_scratch(call, sizeof(struct ghcb_psc_list));
        if (!list)
                return ghcb_malformed(GHCB_ERROR_INVALID_SCRATCH);
        last = list->last;
        if (last >= GHCB_PSC_ENTRIES)
                return ghcb_done(error_answer(PSC_ERROR_INVALID, PSC_DETAIL_LIST));
        for (uint16_t i = list->current; i <= last; i++) {
                uint64_t entry = list->entries[i];
                uint32_t error = change(entry);

                list->current = i;
                if (error) {
                        result = error_answer(error, PSC_DETAIL_ENTRY);
                        break;
                }
                list->entries[i] = (entry & ~ENTRY_CURRENT(UINT64_MAX)) | page_count(entry);
                list->current = (uint16_t)(i + 1);
        }
        npt_flush(call->vcpu->cpu);
        return ghcb_done(result);
}
