/*
 * kernel/guest/guest.h - the guest: its creation, and the loop that runs it. The top of the kernel, under main.c alone: all
 * that the other rooms offer is in place when the guest begins.
 */
#ifndef KERNEL_GUEST_GUEST_H
#define KERNEL_GUEST_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/params/params.h"

/* Creates the guest: its memory as the regions say, its boot vCPU. Stops if that is not possible. */
void guest_create(const struct params *params);

/* Starts all others at VMPL0 and waits for each. They run vcpu_run(). Stops if one does not come. */
void vcpus_start(unsigned int guest_vmpl);

/* The guest's memory by regions; *@pages receives where the special ones are. Stops if one cannot be had. */
struct guest_pages {
        gpa_t calling_area;
        gpa_t secrets;
        gpa_t cpuid;
};
void guest_memory_set_up(const struct params *params, struct guest_pages *pages);

/* Identity page tables for a flat guest; false if the guest's memory cannot be written. */
__attribute__((warn_unused_result)) bool guest_flat_page_tables(uint64_t page_tables);

/* Runs the guest on this vCPU and serves its calls, for good. */
__attribute__((noreturn)) void vcpu_run(unsigned int vmpl);

#endif
