/* softsnp/start/allocate.h - softsnp's own memory, handed out and never given back. For everybody else: memory.h. */
#ifndef SOFTSNP_START_ALLOCATE_H
#define SOFTSNP_START_ALLOCATE_H

#include <stdint.h>

/* Where it begins, and the guest's low RAM ends. */
#define SOFTSNP_BASE UINT64_C(0x38000000)

/* softsnp has the memory from its base to @end, a byte address. */
void allocator_init(uint64_t end);

/*
 * Keeps the allocator away from [start, start + size), where the loader put something: it ends below. Before
 * memory_init(). Anywhere; what does not lie in softsnp's free memory is ignored.
 */
void memory_keep(uint64_t start, uint64_t size);

/* Zeroed memory of softsnp's, page-aligned, never freed; refuses the machine if there is none left. */
void *memory_allocate(uint64_t bytes);

#endif
