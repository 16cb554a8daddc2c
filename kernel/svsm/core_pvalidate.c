/*
 * kernel/svsm/core_pvalidate.c - SVSM_CORE_PVALIDATE: the guest's memory becomes private, or shared
 * again (SVSM 1.00, section 6.2). What that means for a page is mm/guest_pages.c's.
 *
 * An entry has the size in bits 1:0, whether to validate in bit 2, whether "no change" is no error in bit 3, and the page
 * from bit 12 on. Where a call ends early, the list's `next` is the entry that failed, or the one to go on with.
 *
 * Bits 11:4 of an entry are reserved and not looked at: Linux before "x86/sev: Ensure SVSM reserved fields in a page
 * validation entry are initialized to zero" has whatever was in the calling area there.
 */
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/calls.h"
#include "kernel/svsm/list.h"
#include "kernel/svsm/result.h"

/* So much is zeroed in one call; then the others have their turn, and the guest calls again. */
#define MOST_BYTES (4 * LARGE_PAGE_SIZE)

/* One entry, once it is known to be well-formed. */
struct pvalidate {
        gpa_t page;
        uint64_t size; /* bytes */
        bool large;
        bool validate;
        bool ignore_unchanged;
};

/* The list of the call that holds the core lock: too big for a stack. */
static struct svsm_list list;

static uint64_t decode(uint64_t entry, struct pvalidate *out)
{
        uint64_t size = entry & SVSM_PVALIDATE_SIZE_MASK;

        if (size > SVSM_PVALIDATE_LARGE)
                return SVSM_ERR_INVALID_PARAMETER;
        out->large = size == SVSM_PVALIDATE_LARGE;
        out->size = out->large ? LARGE_PAGE_SIZE : PAGE_SIZE;
        out->page = gpa_from_outside(page_down(entry));
        out->validate = entry & SVSM_PVALIDATE_VALIDATE;
        out->ignore_unchanged = entry & SVSM_PVALIDATE_IGNORE_CF;
        return out->page.value % out->size == 0 ? SVSM_SUCCESS : SVSM_ERR_INVALID_PARAMETER;
}

static uint64_t invoke(const struct pvalidate *op)
{
        enum page_result result = op->validate ? guest_page_validate(op->page, op->large)
                                               : guest_page_rescind(op->page, op->large);

        return result == PAGE_UNCHANGED && op->ignore_unchanged ? SVSM_SUCCESS
                                                                : svsm_page_result(result);
}

/* Does the entries from list.next on, until one fails or enough was done. */
static uint64_t process(void)
{
        uint64_t done = 0;

        while (list.next < list.count) {
                struct pvalidate op;
                uint64_t result = decode(list.entries[list.next], &op);

                if (result == SVSM_SUCCESS && done >= MOST_BYTES)
                        return SVSM_ERR_INCOMPLETE;
                if (result == SVSM_SUCCESS)
                        result = invoke(&op);
                if (result != SVSM_SUCCESS)
                        return result;
                done += op.size;
                list.next++;
        }
        return SVSM_SUCCESS;
}

uint64_t core_pvalidate(const struct svsm_call *call)
{
        uint64_t result = list_read(&list, gpa_from_outside(call->rcx));
        uint64_t written;

        if (result != SVSM_SUCCESS)
                return result;
        result = process();
        written = list_write_next(&list);
        if (result == SVSM_SUCCESS || result == SVSM_ERR_INCOMPLETE)
                return written != SVSM_SUCCESS ? written : result;
        return result;
}
