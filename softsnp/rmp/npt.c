/*
 * softsnp/rmp/npt.c - see npt.h.
 *
 * A view is one array of page-table entries by flat page index; since each of the memory's ranges begins at a
 * multiple of 512, its pieces of 4096 bytes are the page tables. Above them are ordinary tables, of each root its own.
 */
#include "softsnp/rmp/npt.h"

#include <stddef.h>

#include "lib/x86/paging.h"
#include "softsnp/rmp/rules.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

#define TABLE_ENTRY (PTE_PRESENT | PTE_WRITE | PTE_USER | PTE_ACCESSED)
/* A nested walk is a user access. Accessed and dirty are set, so the CPU never needs to write here. */
#define PAGE_ENTRY (PTE_PRESENT | PTE_USER | PTE_ACCESSED | PTE_DIRTY)
/* Of the bits that the CPU leaves to software: the entry has rights that RMPADJUST has taken. */
#define PTE_STALE (UINT64_C(1) << 9)

enum view { VIEW_SHARED, VIEW_PRIVATE, VIEW_COUNT };

struct npt {
        uint64_t *pages[VIEW_COUNT]; /* page-table entries by flat index; NULL: not made yet */
        uint64_t *root;              /* the C-bit chooses the view */
        uint64_t *private_root;      /* everything is private: paging is off */
};

#define NPT_LEVELS 5 /* as many as the host's own */

static struct npt tables[VMPL_COUNT];
static bool rights_taken;
static uint64_t stale_first,
        stale_end; /* all entries with PTE_STALE are in there; end 0: none is */

static uint64_t *next_table(uint64_t *table, unsigned int index)
{
        if (!table[index])
                table[index] = (uint64_t)memory_allocate(PAGE_SIZE) | TABLE_ENTRY;
        return (uint64_t *)(table[index] & PTE_ADDRESS_MASK);
}

/* Makes the page tables of a view what @root has from @base on. */
static void link_view(uint64_t *root, uint64_t base, uint64_t *pages)
{
        for (uint64_t i = 0; i < memory_page_count(); i += PAGE_TABLE_ENTRIES) {
                uint64_t address = base | memory_page_address(i).value;
                uint64_t *table = root;

                for (unsigned int level = NPT_LEVELS; level > 2; level--)
                        table = next_table(table, page_table_index(address, level));
                table[page_table_index(address, 2)] = (uint64_t)&pages[i] | TABLE_ENTRY;
        }
}

static uint64_t *make_view(struct npt *npt, enum view view)
{
        npt->pages[view] = memory_allocate(page_up(memory_page_count() * sizeof(uint64_t)));
        return npt->pages[view];
}

/* The bits of a page-table entry that stand for @rights; 0 for none. */
static uint64_t entry_bits(unsigned int rights)
{
        uint64_t bits = PAGE_ENTRY;

        if (!(rights & ACCESS_READ))
                return 0;
        if (rights & ACCESS_WRITE)
                bits |= PTE_WRITE;
        if (!(rights & ACCESS_EXECUTE))
                bits |= PTE_NX;
        return bits;
}

static bool guest_may_see(uint64_t page_index)
{
        return memory_page_index(memory_page_address(page_index)) == page_index;
}

static bool takes_rights(uint64_t old, uint64_t new)
{
        return (old & PTE_PRESENT) &&
               (!(new &PTE_PRESENT) || ((old & ~new) & PTE_WRITE) || ((new & ~old) & PTE_NX));
}

static void set_entry(uint64_t *entry, uint64_t page, uint64_t bits)
{
        uint64_t value = bits ? page | bits : 0;

        if (takes_rights(*entry, value))
                rights_taken = true;
        *entry = value;
}

static uint64_t view_bits(unsigned int vmpl, enum view view, uint64_t page_index)
{
        return entry_bits(rmp_rights(rmp_entry(page_index), vmpl, view == VIEW_PRIVATE));
}

static void update_view(unsigned int vmpl, enum view view, uint64_t page_index)
{
        uint64_t bits = guest_may_see(page_index) ? view_bits(vmpl, view, page_index) : 0;

        set_entry(&tables[vmpl].pages[view][page_index],
                  memory_physical(memory_page_bytes(page_index)), bits);
}

/* What is in a TLB stays there: rights that are added are found by the next walk, rights that are taken are not. */
static void set_entry_but_keep_rights(uint64_t *entry, uint64_t page, uint64_t bits)
{
        uint64_t old = *entry;
        uint64_t value = bits ? page | bits : 0;

        if (takes_rights(old, value)) {
                value = (value ? value : old) | (old & PTE_WRITE) | PTE_STALE;
                if (!(old & PTE_NX))
                        value &= ~PTE_NX;
        }
        *entry = value;
}

typedef void setter(uint64_t *entry, uint64_t page, uint64_t bits);

static void update_view_range(unsigned int vmpl, enum view view, uint64_t first, uint64_t count,
                              setter *set)
{
        uint64_t *entries = &tables[vmpl].pages[view][first];
        uint64_t page = memory_physical(memory_page_bytes(first));
        uint64_t bits = view_bits(vmpl, view, first);

        for (uint64_t i = 0; i < count; i++, page += PAGE_SIZE) {
                if (i != 0 && !rmp_same(rmp_entry(first + i), rmp_entry(first + i - 1)))
                        bits = view_bits(vmpl, view, first + i);
                set(&entries[i], page, bits);
        }
}

void npt_update(uint64_t page_index)
{
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                if (!tables[vmpl].root)
                        continue;
                update_view(vmpl, VIEW_SHARED, page_index);
                update_view(vmpl, VIEW_PRIVATE, page_index);
        }
}

static void update_range(uint64_t first, uint64_t count, setter *set)
{
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                if (!tables[vmpl].root)
                        continue;
                update_view_range(vmpl, VIEW_SHARED, first, count, set);
                update_view_range(vmpl, VIEW_PRIVATE, first, count, set);
        }
}

void npt_update_range(uint64_t first, uint64_t count)
{
        update_range(first, count, set_entry);
}

void npt_update_range_later(uint64_t first, uint64_t count)
{
        update_range(first, count, set_entry_but_keep_rights);
        if (!stale_end || first < stale_first)
                stale_first = first;
        if (first + count > stale_end)
                stale_end = first + count;
}

static void forget_stale_rights(unsigned int vmpl, enum view view)
{
        for (uint64_t i = stale_first; i < stale_end; i++)
                if (tables[vmpl].pages[view][i] & PTE_STALE)
                        update_view(vmpl, view, i);
}

void npt_forget_stale_rights(void)
{
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                if (!tables[vmpl].root)
                        continue;
                forget_stale_rights(vmpl, VIEW_SHARED);
                forget_stale_rights(vmpl, VIEW_PRIVATE);
        }
        stale_end = 0;
}

static void make_tables(unsigned int vmpl)
{
        struct npt *npt = &tables[vmpl];
        uint64_t *shared = make_view(npt, VIEW_SHARED);
        uint64_t *private = make_view(npt, VIEW_PRIVATE);

        npt->private_root = memory_allocate(PAGE_SIZE);
        link_view(npt->private_root, 0, private);
        link_view(npt->private_root, c_bit(), private);
        npt->root = memory_allocate(PAGE_SIZE);
        link_view(npt->root, 0, shared);
        link_view(npt->root, c_bit(), private);
        for (uint64_t i = 0; i < memory_page_count(); i++) {
                update_view(vmpl, VIEW_SHARED, i);
                update_view(vmpl, VIEW_PRIVATE, i);
        }
}

void npt_init(void)
{
        make_tables(0);
        make_tables(2);
}

uint64_t npt_root(unsigned int vmpl, bool all_private)
{
        struct npt *npt = &tables[vmpl];

        if (!npt->root)
                make_tables(vmpl);
        return (uint64_t)(all_private ? npt->private_root : npt->root);
}

bool npt_took_rights(void)
{
        bool taken = rights_taken;

        rights_taken = false;
        return taken;
}
