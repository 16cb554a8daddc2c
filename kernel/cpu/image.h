/*
 * kernel/cpu/image.h - the kernel's image in memory: where it was loaded, the page tables in it that the start fills, and what
 * follows from both: CR3.
 */
#ifndef KERNEL_CPU_IMAGE_H
#define KERNEL_CPU_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/cpu/layout.h"
#include "lib/x86/paging.h"

/* For data of the image that is written before paging_protect() (mm/paging.h) and never after. */
#define RO_AFTER_INIT __attribute__((section(".bss.ro_after_init")))
/* The same for page tables: pages apart from smaller things, so that no room is lost between them. */
#define RO_AFTER_INIT_PAGES __attribute__((section(".bss.ro_after_init.pages"), aligned(4096)))

/*
 * The root of all page tables, the table of the image's pages, and the directories of the vCPUs' areas (layout.h), with two
 * entries a vCPU: its table, and its 2 MiB window. start/entry.S makes the first entries; mm/paging.c all others.
 */
extern uint64_t kernel_pml4[PAGE_TABLE_ENTRIES], kernel_pt[PAGE_TABLE_ENTRIES];
extern uint64_t vcpu_pd[VCPU_DIRECTORIES * PAGE_TABLE_ENTRIES];

/* Takes the physical address of the image and the C-bit as a mask. Before everything else, and once. */
void image_init(uint64_t base, uint64_t private_bit);

/* True if the page at @physical is one of the image's. */
bool image_has(uint64_t physical);

/* The image's physical address and its size in bytes, a multiple of a page's. */
uint64_t image_base(void);
uint64_t image_size(void);

/* CR3 of the kernel, the C-bit included. */
uint64_t image_root(void);

#endif
