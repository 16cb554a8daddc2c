/*
 * kernel/mm/address_space.c - see address_space.h. Long-mode tables of four levels (APM vol. 2, section 5.3); their pages are
 * the service's and go back to the pool with it.
 */
#include "kernel/mm/address_space.h"

#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/arch/user.h"
#include "kernel/mm/pages.h"
#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/x86/paging.h"
#include "lib/x86/speculation.h"

/* Bit 9 is free for software: the page is the service's own and goes back to the pool. */
#define PTE_OWN (UINT64_C(1) << 9)

/* Bit 10 as well: a copy of the program's that stays read-only. */
#define PTE_SEALED (UINT64_C(1) << 10)

#define PML4_LEVEL       4
#define KERNEL_HALF_FROM (PAGE_TABLE_ENTRIES / 2)

static uint64_t entry_physical(uint64_t entry)
{
        return entry & PTE_ADDRESS_MASK & ~arch_pte_private();
}

static uint64_t *table_of(uint64_t physical)
{
        return arch_own_memory(physical);
}

static uint64_t rights_bits(unsigned int rights)
{
        return (rights & MAP_NONE ? 0 : PTE_USER) | (rights & MAP_WRITE ? PTE_WRITE : 0) |
               (rights & MAP_EXECUTE ? 0 : PTE_NX);
}

static bool rights_allowed(unsigned int rights)
{
        return rights == 0 || rights == MAP_WRITE || rights == MAP_EXECUTE || rights == MAP_NONE;
}

static bool address_allowed(uint64_t address)
{
        return page_aligned(address) && address < ADDRESS_SPACE_END;
}

enum map_result address_space_create(struct address_space *space)
{
        uint64_t root = page_allocate();

        if (root == 0)
                return MAP_NO_MEMORY;
        *space = (struct address_space){ .root = root };
        arch_share_kernel_half(table_of(root));
        return MAP_OK;
}

/* The table that has the entry of the 4 KiB page at @address, or NULL if one on the way is missing. */
static uint64_t *walk(const struct address_space *space, uint64_t address)
{
        uint64_t *table;

        if (space->root == 0)
                return NULL;
        table = table_of(space->root);
        for (unsigned int level = PML4_LEVEL; level > 1; level--) {
                uint64_t entry = table[page_table_index(address, level)];

                if (!(entry & PTE_PRESENT))
                        return NULL;
                table = table_of(entry_physical(entry));
        }
        return table;
}

static inline struct walked_table *walked_slot(const struct address_space *space, uint64_t address)
{
        /* To remember a walk changes nothing of the address space, so those who only look may do it too. */
        struct address_space *remembering = (struct address_space *)space;

        return &remembering->walked[address / LARGE_PAGE_SIZE % WALKED_TABLES];
}

/* The entry of the 4 KiB page at @address if a walk to its table is remembered, else NULL. */
static inline uint64_t *remembered_entry(const struct address_space *space, uint64_t address)
{
        const struct walked_table *walked;

        address = index_masked(address,
                               ADDRESS_SPACE_END); /* the kernel's half is in the same tables */
        walked = walked_slot(space, address);
        if (walked->region != address / LARGE_PAGE_SIZE || !walked->table)
                return NULL;
        return &walked->table[page_table_index(address, 1)];
}

/* The entry of the 4 KiB page at @address, or NULL if a table on the way is missing. */
static uint64_t *find_entry(const struct address_space *space, uint64_t address)
{
        uint64_t *entry = remembered_entry(space, address);
        uint64_t *table;

        if (entry)
                return entry;
        address = index_masked(address, ADDRESS_SPACE_END);
        table = walk(space, address);
        if (!table)
                return NULL;
        *walked_slot(space, address) =
                (struct walked_table){ .region = address / LARGE_PAGE_SIZE, .table = table };
        return &table[page_table_index(address, 1)];
}

/* The same, but makes the missing tables; NULL if there is no memory for one. */
static uint64_t *make_entry(struct address_space *space, uint64_t address)
{
        uint64_t *table = table_of(space->root);

        for (unsigned int level = PML4_LEVEL; level > 1; level--) {
                uint64_t *entry = &table[page_table_index(address, level)];

                if (!(*entry & PTE_PRESENT)) {
                        uint64_t page = page_allocate();

                        if (page == 0)
                                return NULL;
                        *entry = page | arch_pte_private() | PTE_PRESENT | PTE_WRITE | PTE_USER;
                }
                table = table_of(entry_physical(*entry));
        }
        return &table[page_table_index(address, 1)];
}

static void set_entry(uint64_t *entry, uint64_t physical, uint64_t bits)
{
        *entry = physical | arch_pte_private() | PTE_PRESENT | bits;
}

static enum map_result free_entry(struct address_space *space, uint64_t address,
                                  unsigned int rights, uint64_t **out)
{
        if (!address_allowed(address))
                return MAP_BAD_ADDRESS;
        if (!rights_allowed(rights))
                return MAP_BAD_RIGHTS;
        *out = make_entry(space, address);
        if (!*out)
                return MAP_NO_MEMORY;
        return **out & PTE_PRESENT ? MAP_IN_USE : MAP_OK;
}

enum map_result address_space_map_new(struct address_space *space, uint64_t address,
                                      unsigned int rights)
{
        uint64_t *entry;
        uint64_t page;
        enum map_result result = free_entry(space, address, rights, &entry);

        if (result != MAP_OK)
                return result;
        page = page_allocate();
        if (page == 0)
                return MAP_NO_MEMORY;
        set_entry(entry, page, rights_bits(rights) | PTE_OWN);
        if (++space->pages > space->peak)
                space->peak = space->pages;
        return MAP_OK;
}

enum map_result address_space_map_image(struct address_space *space, uint64_t address,
                                        uint64_t physical, unsigned int rights)
{
        uint64_t *entry;
        enum map_result result;

        if (rights & MAP_WRITE)
                return MAP_BAD_RIGHTS;
        if (!page_aligned(physical))
                return MAP_BAD_ADDRESS;
        result = free_entry(space, address, rights, &entry);
        if (result != MAP_OK)
                return result;
        set_entry(entry, physical, rights_bits(rights));
        return MAP_OK;
}

/* The entry of a mapped page, or NULL. */
static uint64_t *mapped_entry(const struct address_space *space, uint64_t address)
{
        uint64_t *entry;

        if (!address_allowed(address))
                return NULL;
        entry = find_entry(space, address);
        return entry && (*entry & PTE_PRESENT) ? entry : NULL;
}

void address_space_unmap(struct address_space *space, uint64_t address)
{
        uint64_t *entry = mapped_entry(space, address);
        uint64_t old;

        if (!entry)
                return;
        old = *entry;
        *entry = 0;
        arch_user_invalidate(address);
        if (old & PTE_OWN) {
                page_free(entry_physical(old));
                space->pages--;
        }
}

static bool changeable(uint64_t entry)
{
        return (entry & (PTE_OWN | PTE_SEALED)) == PTE_OWN;
}

enum map_result address_space_protect(struct address_space *space, uint64_t address,
                                      unsigned int rights)
{
        uint64_t *entry = mapped_entry(space, address);

        if (!rights_allowed(rights))
                return MAP_BAD_RIGHTS;
        if (!entry)
                return MAP_NOT_MAPPED;
        if (!changeable(*entry) && (rights & MAP_WRITE))
                return MAP_BAD_RIGHTS;
        set_entry(entry, entry_physical(*entry),
                  rights_bits(rights) | (*entry & (PTE_OWN | PTE_SEALED)));
        arch_user_invalidate(address);
        return MAP_OK;
}

enum map_result address_space_seal(struct address_space *space, uint64_t address,
                                   unsigned int rights)
{
        enum map_result result;

        if (rights & MAP_WRITE)
                return MAP_BAD_RIGHTS;
        result = address_space_protect(space, address, rights);
        if (result == MAP_OK)
                *mapped_entry(space, address) |= PTE_SEALED;
        return result;
}

bool address_space_owns(const struct address_space *space, uint64_t address)
{
        const uint64_t *entry = mapped_entry(space, address);

        return entry && changeable(*entry);
}

static void destroy_table(uint64_t physical, unsigned int level)
{
        uint64_t *table = table_of(physical);
        unsigned int count = level == PML4_LEVEL ? KERNEL_HALF_FROM : PAGE_TABLE_ENTRIES;

        for (unsigned int i = 0; i < count; i++) {
                if (!(table[i] & PTE_PRESENT))
                        continue;
                if (level > 1)
                        destroy_table(entry_physical(table[i]), level - 1);
                else if (table[i] & PTE_OWN)
                        page_free(entry_physical(table[i]));
        }
        page_free(physical);
}

void address_space_destroy(struct address_space *space)
{
        if (space->root != 0)
                destroy_table(space->root, PML4_LEVEL);
        space->root = 0;
        space->pages = 0;
        memset(space->walked, 0, sizeof(space->walked));
}

/*
 * The kernel's address of one byte of a service's, of which @entry is the page's, or NULL if the service itself could not do
 * that.
 */
static inline uint8_t *byte_of(const uint64_t *entry, uint64_t address, bool write)
{
        const uint64_t needed = PTE_PRESENT | PTE_USER | (write ? PTE_WRITE : 0);

        if (address >= ADDRESS_SPACE_END || !entry || (*entry & needed) != needed)
                return NULL;
        return (uint8_t *)arch_own_memory(entry_physical(*entry)) + (address & PAGE_MASK);
}

static uint8_t *user_byte(const struct address_space *space, uint64_t address, bool write)
{
        return byte_of(find_entry(space, address), address, write);
}

static inline size_t until_page_end(uint64_t address, size_t size)
{
        uint64_t left = PAGE_SIZE - (address & PAGE_MASK);

        return size < left ? size : left;
}

/*
 * The same for @size bytes, if they are in one page and a walk to it is remembered: nearly always. NULL says nothing: the
 * loops below find out.
 */
static inline uint8_t *at_hand(const struct address_space *space, uint64_t address, size_t size,
                               bool write)
{
        if (until_page_end(address, size) != size)
                return NULL;
        return byte_of(remembered_entry(space, address), address, write);
}

__attribute__((noinline)) static bool read_pages(const struct address_space *space, uint8_t *to,
                                                 uint64_t from, size_t size)
{
        while (size > 0) {
                size_t part = until_page_end(from, size);
                const uint8_t *source = user_byte(space, from, false);

                if (!source)
                        return false;
                memcpy(to, source, part);
                to += part;
                from += part;
                size -= part;
        }
        return true;
}

__attribute__((noinline)) static bool write_pages(const struct address_space *space, uint64_t to,
                                                  const uint8_t *from, size_t size)
{
        while (size > 0) {
                size_t part = until_page_end(to, size);
                uint8_t *target = user_byte(space, to, true);

                if (!target)
                        return false;
                memcpy(target, from, part);
                from += part;
                to += part;
                size -= part;
        }
        return true;
}

__attribute__((flatten)) bool user_read(const struct address_space *space, void *to, uint64_t from,
                                        size_t size)
{
        const uint8_t *source = at_hand(space, from, size, false);

        if (!source)
                return read_pages(space, to, from, size);
        memcpy(to, source, size);
        return true;
}

__attribute__((flatten)) bool user_write(const struct address_space *space, uint64_t to,
                                         const void *from, size_t size)
{
        uint8_t *target = at_hand(space, to, size, true);

        if (!target)
                return write_pages(space, to, from, size);
        memcpy(target, from, size);
        return true;
}
