/*
 * softsnp/svm/guest_memory.h - what the guest sees at a virtual address: instruction bytes, descriptor
 * tables, stacks. Used where the CPU would, so the same permissions of the RMP apply.
 */
#ifndef SOFTSNP_SVM_GUEST_MEMORY_H
#define SOFTSNP_SVM_GUEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/* Where a virtual address leads: the GPA without C-bit, and whether the mapping has the C-bit. */
struct translation {
        gpa_t address;
        bool is_private;
        bool writable; /* by the supervisor: in every entry on the way; always without paging */
};

/* Walks the guest's page tables (none, 4 or 5 levels). False: not mapped. */
__attribute__((warn_unused_result)) bool
guest_translate(struct vcpu *vcpu, uint64_t virtual_address, struct translation *out);

/* Copies between the guest's virtual memory and ours. False: some of it is not mapped memory. */
__attribute__((warn_unused_result)) bool guest_read(struct vcpu *vcpu, uint64_t virtual_address,
                                                    void *out, size_t size);
__attribute__((warn_unused_result)) bool guest_write(struct vcpu *vcpu, uint64_t virtual_address,
                                                     const void *data, size_t size);

/* Up to @size instruction bytes at CS:RIP; returns how many could be read. */
size_t guest_fetch(struct vcpu *vcpu, uint8_t *out, size_t size);

#endif
