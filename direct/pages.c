/*
 * direct/pages.c - see pages.h.
 *
 * Linux' identity map has 4 GiB, and a machine may have more. So memory is validated by way of a window of 2 MiB, the first entry
 * of start.S's window_directory; the second maps our own 2 MiB again, without the C-bit.
 */
#include "direct/pages.h"

#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/direct/layout.h"
#include "lib/snp/rmp.h"
#include "lib/x86/paging.h"

#define WINDOW UINT64_C(0x8000000000)
#define SHARED (WINDOW + LARGE_PAGE_SIZE)

extern uint64_t window_directory[PAGE_TABLE_ENTRIES];

#define PTE_WINDOW (PTE_PRESENT | PTE_WRITE | PTE_LARGE)

/* Rescinded, then shared: the host may not have a page that is still validated (GHCB 2.0, section 4.1.6). */
void *pages_share(uint64_t gpa)
{
        void *shared = (void *)(uintptr_t)(SHARED + (gpa - DIRECT_BASE));

        window_directory[1] = DIRECT_BASE | PTE_WINDOW;
        if (pvalidate(gpa, false, false) != RMP_SUCCESS ||
            ghcb_msr_page_state(gpa, GHCB_PSC_SHARED) != GHCB_OK)
                return NULL;
        memset(shared, 0, PAGE_SIZE);
        return shared;
}

bool pages_share_ghcb(struct ghcb_client *out)
{
        *out = (struct ghcb_client){ .page = pages_share(DIRECT_GHCB), .gpa = DIRECT_GHCB };
        return out->page && ghcb_msr_register(DIRECT_GHCB) == GHCB_OK;
}

static uint64_t map_window(uint64_t c_bit, uint64_t gpa)
{
        window_directory[0] = (gpa & ~(LARGE_PAGE_SIZE - 1)) | c_bit | PTE_WINDOW;
        invlpg(WINDOW);
        return WINDOW + (gpa & (LARGE_PAGE_SIZE - 1));
}

static bool validate_small(uint64_t address, uint64_t size)
{
        for (uint64_t at = 0; at < size; at += PAGE_SIZE)
                if (pvalidate(address + at, false, true) != RMP_SUCCESS)
                        return false;
        return true;
}

/* Within one window. A host that has the memory in small pages says so. */
static bool validate(uint64_t address, uint64_t size)
{
        enum rmp_result result;

        if (size != LARGE_PAGE_SIZE)
                return validate_small(address, size);
        result = pvalidate(address, true, true);
        return result == RMP_SUCCESS ||
               (result == RMP_FAIL_SIZE_MISMATCH && validate_small(address, size));
}

bool pages_accept(const struct ghcb_client *ghcb, uint64_t c_bit, uint64_t start, uint64_t size)
{
        const uint64_t end = start + size;

        if (ghcb_page_state(ghcb, start, size, GHCB_PSC_PRIVATE) != GHCB_OK)
                return false;
        while (start < end) {
                uint64_t next = (start & ~(LARGE_PAGE_SIZE - 1)) + LARGE_PAGE_SIZE;

                if (next > end)
                        next = end;
                if (!validate(map_window(c_bit, start), next - start))
                        return false;
                start = next;
        }
        return true;
}
