/*
 * kernel/guest/start.h - the guest: its creation, and the loop that runs it. The top of the kernel, under main.c alone: all
 * that the other rooms offer is in place when the guest begins.
 */
#ifndef KERNEL_GUEST_START_H
#define KERNEL_GUEST_START_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/params/block.h"

/* Creates the guest: its memory as the regions say, its boot vCPU. Stops if that is not possible. */
void guest_create(const struct params *params);

/* Where the guest's special pages are; GPA 0: the image has none. */
struct guest_pages {
        gpa_t calling_area;
        gpa_t secrets;
        gpa_t cpuid;
};

/* The guest's memory by regions, in their order; fills *@pages. Stops if one cannot be had. */
void guest_memory_set_up(const struct params *params, struct guest_pages *pages);

/* Writes the memory map and the number of vCPUs to where the firmware wants them. Stops if that is not the guest's memory. */
void guest_tell_firmware(const struct params *params);

/* Writes the page tables of a flat guest to ten pages at GPA @page_tables; false if they are not the guest's memory. */
__attribute__((warn_unused_result)) bool guest_flat_page_tables(uint64_t page_tables);

/* Runs the guest on this vCPU and serves its calls, for good. */
__attribute__((noreturn)) void vcpu_run(unsigned int vmpl);

#endif
