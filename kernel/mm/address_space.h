/*
 * kernel/mm/address_space.h - the memory of one service: page tables of its own, the kernel's half
 * shared.
 *
 * Everything is mapped eagerly in 4 KiB pages. The kernel never reads or writes through a service's
 * addresses: it walks the tables, checks present, user and write as the CPU would, and copies
 * through its own mapping. So there is nothing that could fault, and SMAP is never switched off.
 */
#ifndef KERNEL_MM_ADDRESS_SPACE_H
#define KERNEL_MM_ADDRESS_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The end of what a service can have; the page below the non-canonical hole is left out. */
#define ADDRESS_SPACE_END UINT64_C(0x7ffffffff000)

/* Rights of a page beside reading. Writing and executing together are refused. */
#define MAP_WRITE   1u
#define MAP_EXECUTE 2u
#define MAP_NONE    4u /* alone: not even reading */

/*
 * A page table of the lowest level that a walk has ended in. It stays the one of its region until
 * the address space is destroyed, so only the entry in it has to be looked at again.
 */
struct walked_table {
        uint64_t region; /* address / 2 MiB */
        uint64_t *table; /* NULL: none yet */
};
#define WALKED_TABLES \
        16 /* by the low bits of the region, which are random: two may meet, and walk again */

struct address_space {
        uint64_t root;  /* physical address of the PML4; 0: none */
        uint64_t pages; /* own pages mapped now, without page tables */
        uint64_t peak;  /* the most there ever were */
        struct walked_table walked[WALKED_TABLES];
};

enum map_result {
        MAP_OK = 0,
        MAP_NO_MEMORY = -1,
        MAP_BAD_ADDRESS = -2, /* not page-aligned, or outside the service's half */
        MAP_IN_USE = -3,      /* something is mapped there */
        MAP_NOT_MAPPED = -4,
        MAP_BAD_RIGHTS =
                -5, /* writable and executable at once, or writable memory of the image's */
};

/* An empty address space. */
__attribute__((warn_unused_result)) enum map_result
address_space_create(struct address_space *space);

/* Gives back everything: own pages and page tables. It must not be the current one. */
void address_space_destroy(struct address_space *space);

/* Maps a new zeroed page at @address. */
__attribute__((warn_unused_result)) enum map_result
address_space_map_new(struct address_space *space, uint64_t address, unsigned int rights);

/* Maps @physical, a page of the measured image, for reading or executing only. */
__attribute__((warn_unused_result)) enum map_result
address_space_map_image(struct address_space *space, uint64_t address, uint64_t physical,
                        unsigned int rights);

/* Removes the page, if there is one; a page of the service's own is zeroed and freed. */
void address_space_unmap(struct address_space *space, uint64_t address);

/* Changes the rights of a page of the service's own. Writing is not given to a sealed page. */
__attribute__((warn_unused_result)) enum map_result
address_space_protect(struct address_space *space, uint64_t address, unsigned int rights);

/*
 * Gives a page of the service's own its final rights, without writing: from now on it is like a
 * page of the image's.
 */
__attribute__((warn_unused_result)) enum map_result
address_space_seal(struct address_space *space, uint64_t address, unsigned int rights);

/*
 * True if the page at @address is mapped and its rights are the service's to change: not sealed,
 * not the image's.
 */
bool address_space_owns(const struct address_space *space, uint64_t address);

/*
 * Copies from or to a service's memory, with the rights that the service itself has. False: some of
 * it is not mapped or not writable; what lies before that may have been copied.
 */
__attribute__((warn_unused_result)) bool user_read(const struct address_space *space, void *to,
                                                   uint64_t from, size_t size);
__attribute__((warn_unused_result)) bool user_write(const struct address_space *space, uint64_t to,
                                                    const void *from, size_t size);

#endif
