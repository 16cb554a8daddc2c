/*
 * kernel/snp/apic_ids.c - the host's list of APIC IDs (GHCB 2.0, section 4.1.16; layout as edk2's GHCB_APIC_IDS).
 *
 * The list comes in pages that are shared for as long as it takes: one, or as many as the host says it needs. We want no more
 * IDs than the first of them holds. What it says is copied once; a list that makes no sense is as good as none.
 */
#include "kernel/arch/own_memory.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/vcpu.h"
#include "lib/base/memory.h"
#include "lib/snp/rmp.h"
#include "lib/x86/paging.h"

/* KVM has 4096 vCPUs at most (KVM_MAX_VCPUS), and a page has 1023 IDs. */
#define MOST_PAGES 5

struct apic_id_list {
        uint32_t count;
        uint32_t ids[MAX_VCPUS];
};
_Static_assert(sizeof(struct apic_id_list) <= PAGE_SIZE, "the first page has all that are used");

/* Too big for a stack; the boot vCPU alone asks. */
static struct apic_id_list list;

/* By the MSR protocol: it is few pages. No longer validated first, or the host could not take it. */
static bool share(uint64_t page)
{
        return pvalidate((uint64_t)arch_own_memory(page), false, false) == RMP_SUCCESS &&
               ghcb_msr_page_state(page, GHCB_PSC_SHARED) == GHCB_OK;
}

/* Pages one after the other, shared, or 0. Of some of which the host has not taken all are lost. */
static uint64_t share_pages(uint64_t count)
{
        uint64_t start = count == 1 ? page_allocate() : pages_allocate_run(count);

        if (!start)
                return 0;
        for (uint64_t i = 0; i < count; i++)
                if (!share(start + i * PAGE_SIZE))
                        return 0;
        return start;
}

/* A page that cannot be taken back stays shared and is never used again. */
static void take_back(uint64_t start, uint64_t count)
{
        for (uint64_t i = 0; i < count; i++)
                if (arch_accept_own(start + i * PAGE_SIZE, PAGE_SIZE))
                        page_free(start + i * PAGE_SIZE);
}

static void copy_list(const struct cpu *cpu, uint64_t page)
{
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW, page | PTE_PRESENT | PTE_WRITE | PTE_NX);
        memcpy(&list, (const void *)vcpu_page(cpu->id, VCPU_PAGE_WINDOW), sizeof(list));
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW, 0);
}

/* The list, in *@pages shared pages; if the host needs more, *@pages is how many. */
static bool read_list(const struct cpu *cpu, uint64_t *pages)
{
        uint64_t count = *pages;
        uint64_t start = share_pages(count);
        bool ok;

        if (!start)
                return false;
        ok = ghcb_apic_ids(&cpu->ghcb, start, pages) == GHCB_OK;
        if (ok)
                copy_list(cpu, start);
        take_back(start, count);
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

static bool list_is_sane(uint32_t count, uint32_t boot_id)
{
        return list.count >= count && !has_duplicates(list.ids, count) &&
               put_first(list.ids, count, boot_id);
}

/* Who wants more pages is given them once. */
static bool ask(const struct cpu *cpu)
{
        uint64_t pages = 1;

        if (read_list(cpu, &pages))
                return true;
        return pages > 1 && pages <= MOST_PAGES && read_list(cpu, &pages);
}

bool apic_ids_ask(uint32_t *ids, uint32_t count)
{
        const struct cpu *cpu = cpu_current();

        if (!(snp_host_features() & GHCB_FEATURE_APIC_ID_LIST))
                return false;
        if (!ask(cpu) || !list_is_sane(count, cpu->apic_id))
                return false;
        memcpy(ids, list.ids, count * sizeof(*ids));
        return true;
}
