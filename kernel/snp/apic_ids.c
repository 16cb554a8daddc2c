/*
 * kernel/snp/apic_ids.c - the host's list of APIC IDs (GHCB 2.0, section 4.1.16; layout as edk2's GHCB_APIC_IDS).
 *
 * The list comes in a page that is shared for as long as it takes. What it says is copied once; a list that makes no
 * sense is as good as none.
 */
#include "kernel/arch/own_memory.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/vcpu.h"
#include "lib/base/memory.h"
#include "lib/snp/rmp.h"
#include "lib/x86/paging.h"

struct apic_id_list {
        uint32_t count;
        uint32_t ids[MAX_VCPUS];
};

/* By the MSR protocol: it is one page. No longer validated first, or the host could not take it. */
static bool share(uint64_t page)
{
        return pvalidate((uint64_t)arch_own_memory(page), false, false) == RMP_SUCCESS &&
               ghcb_msr_page_state(page, GHCB_PSC_SHARED) == GHCB_OK;
}

/* Asks for the list in the shared page @page and takes the part that matters. */
static bool read_list(const struct cpu *cpu, uint64_t page, struct apic_id_list *out)
{
        uint64_t pages = 1;
        bool ok;

        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW, page | PTE_PRESENT | PTE_WRITE | PTE_NX);
        ok = ghcb_apic_ids(&cpu->ghcb, page, &pages) == GHCB_OK;
        memcpy(out, (const void *)vcpu_page(cpu->id, VCPU_PAGE_WINDOW), sizeof(*out));
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW, 0);
        return ok;
}

static bool has_duplicates(const uint32_t *ids, uint32_t count)
{
        for (uint32_t i = 0; i < count; i++)
                for (uint32_t j = 0; j < i; j++)
                        if (ids[i] == ids[j])
                                return true;
        return false;
}

/* The boot vCPU runs this, so its own ID has to be in the list; it goes to the front. */
static bool put_first(uint32_t *ids, uint32_t count, uint32_t first)
{
        for (uint32_t i = 0; i < count; i++) {
                if (ids[i] != first)
                        continue;
                ids[i] = ids[0];
                ids[0] = first;
                return true;
        }
        return false;
}

static bool list_is_sane(struct apic_id_list *list, uint32_t count, uint32_t boot_id)
{
        return list->count >= count && !has_duplicates(list->ids, count) &&
               put_first(list->ids, count, boot_id);
}

/* A page that cannot be taken back stays shared and is never used again. */
bool apic_ids_ask(uint32_t *ids, uint32_t count)
{
        const struct cpu *cpu = cpu_current();
        struct apic_id_list list = { 0 };
        uint64_t page;
        bool ok;

        if (!(snp_host_features() & GHCB_FEATURE_APIC_ID_LIST))
                return false;
        page = page_allocate();
        if (!page || !share(page))
                return false;
        ok = read_list(cpu, page, &list) && list_is_sane(&list, count, cpu->apic_id);
        if (arch_accept_own(page, PAGE_SIZE))
                page_free(page);
        if (ok)
                memcpy(ids, list.ids, count * sizeof(*ids));
        return ok;
}
