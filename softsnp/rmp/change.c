/*
 * softsnp/rmp/change.c - see change.h. What RMPUPDATE does for a host (APM vol. 2, section 15.36.12), as KVM asks for it on behalf of
 * the guest.
 */
#include "softsnp/rmp/change.h"

#include "lib/snp/ghcb.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/psc_error.h"
#include "softsnp/rmp/rules.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

void rmp_launch(gpa_t page, bool is_vmsa)
{
        uint64_t index = memory_page_index(page);
        struct rmp_entry *entry = rmp_entry(index);

        rmp_make_private(entry, 1, false);
        entry->validated = true;
        entry->vmsa = is_vmsa;
        npt_update(index);
}

/* True if [index, index + count) are pages of one guest's memory, next to each other. */
static bool is_guest_memory(gpa_t first, uint64_t index, uint64_t count)
{
        for (uint64_t i = 0; i < count; i++)
                if (memory_page_index(gpa_add(first, i << PAGE_SHIFT)) != index + i)
                        return false;
        return true;
}

static bool any_is(const struct rmp_entry *first, uint64_t count, bool assigned)
{
        for (uint64_t i = 0; i < count; i++)
                if (first[i].assigned == assigned)
                        return true;
        return false;
}

/*
 * Pages that are private already stay as they are, validated or not; then there is no 2 MiB entry either. Nor is there one where the
 * host's memory has no folios of that size, whatever the guest asks for: KVM takes the order that guest_memfd has (svm/sev.c,
 * sev_gmem_prepare()), which is a page today.
 */
static void make_private(struct rmp_entry *first, uint64_t count)
{
        if (personality.large_rmp_entries && count == PAGES_PER_LARGE_PAGE &&
            !any_is(first, count, true)) {
                rmp_make_private(first, count, true);
                return;
        }
        for (uint64_t i = 0; i < count; i++)
                if (!first[i].assigned)
                        rmp_make_private(&first[i], 1, false);
}

/* One page of a 2 MiB entry goes: the others keep their state in entries of their own. */
static void split_around(uint64_t index)
{
        if (rmp_entry(index)->large)
                rmp_smash(rmp_entry(index & ~(PAGES_PER_LARGE_PAGE - 1)));
}

static uint32_t apply(unsigned int operation, uint64_t index, uint64_t count)
{
        switch (operation) {
        case GHCB_PSC_PRIVATE:
                make_private(rmp_entry(index), count);
                break;
        case GHCB_PSC_SHARED:
                if (count == 1)
                        split_around(index);
                rmp_make_shared(rmp_entry(index), count);
                break;
        case GHCB_PSC_PSMASH: /* both are hints; entries are split when the need comes */
        case GHCB_PSC_UNSMASH:
                return 0;
        default:
                return PSC_ERROR_INVALID;
        }
        npt_update_range(index, count);
        return 0;
}

uint32_t rmp_change_state(uint64_t gfn, unsigned int operation, bool large)
{
        gpa_t first = gpa(gfn << PAGE_SHIFT);
        uint64_t index = memory_page_index(first);
        uint64_t count = large ? PAGES_PER_LARGE_PAGE : 1;

        if (index == PAGE_INDEX_NONE || (large && (gfn & (PAGES_PER_LARGE_PAGE - 1))) ||
            !is_guest_memory(first, index, count))
                return PSC_ERROR_INVALID;
        if (rmp_any_in_use(rmp_entry(index), count))
                return PSC_ERROR_GENERIC;
        return apply(operation, index, count);
}
