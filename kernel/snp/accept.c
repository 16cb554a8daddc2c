/*
 * kernel/snp/accept.c - memory from the host: made private, validated, and given to whom it is for.
 *
 * A page may be validated once only. One that already was says that the host has exchanged it, or
 * that two of us think it is theirs: both are refused.
 */
#include "kernel/snp/snp.h"
#include "lib/base/memory.h"

/* Before the boot vCPU has its GHCB there is only the MSR protocol, page by page. */
static bool make_private(uint64_t start, uint64_t size)
{
        const struct cpu *cpu = cpu_current();

        if (cpu->has_ghcb)
                return ghcb_page_state(&cpu->ghcb, start, size, GHCB_PSC_PRIVATE) == GHCB_OK;
        for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE)
                if (ghcb_msr_page_state(start + offset, GHCB_PSC_PRIVATE) != GHCB_OK)
                        return false;
        return true;
}

/* The reserve is mapped before it is accepted; it has not been touched until now. */
bool arch_accept_own(uint64_t start, uint64_t size)
{
        if (!make_private(start, size))
                return false;
        for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE)
                if (pvalidate((uint64_t)arch_own_memory(start + offset), false, true) !=
                    RMP_SUCCESS)
                        return false;
        memset(arch_own_memory(start), 0, size);
        return true;
}

static bool fits_large_page(uint64_t start, uint64_t end)
{
        return start % LARGE_PAGE_SIZE == 0 && end - start >= LARGE_PAGE_SIZE;
}

static bool grant_page(uint64_t page, bool large, unsigned int vmpl)
{
        uint64_t rights = rmpadjust_attributes(vmpl, RMP_PERMISSION_ALL);

        return arch_rmpadjust(gpa(page), large, rights) == RMP_SUCCESS;
}

static bool validate_small(uint64_t start, uint64_t end, unsigned int vmpl)
{
        for (; start < end; start += PAGE_SIZE)
                if (arch_pvalidate(gpa(start), false, true) != RMP_SUCCESS ||
                    !grant_page(start, false, vmpl))
                        return false;
        return true;
}

/* The host decides whether 2 MiB are one entry of its table; if they are not, they are done by 4 KiB. */
static bool validate_large(uint64_t start, unsigned int vmpl)
{
        enum rmp_result result = arch_pvalidate(gpa(start), true, true);

        if (result == RMP_FAIL_SIZE_MISMATCH)
                return validate_small(start, start + LARGE_PAGE_SIZE, vmpl);
        return result == RMP_SUCCESS && grant_page(start, true, vmpl);
}

bool accept_guest_memory(gpa_t start, uint64_t size, unsigned int vmpl)
{
        uint64_t at = start.value;
        uint64_t end = at + size;

        if (!make_private(at, size))
                return false;
        while (at < end) {
                bool large = fits_large_page(at, end);

                if (large ? !validate_large(at, vmpl) : !validate_small(at, at + PAGE_SIZE, vmpl))
                        return false;
                at += large ? LARGE_PAGE_SIZE : PAGE_SIZE;
        }
        return true;
}

bool grant_guest_memory(gpa_t start, uint64_t size, unsigned int vmpl)
{
        for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE)
                if (!grant_page(start.value + offset, false, vmpl))
                        return false;
        return true;
}
