/*
 * kernel/arch/own_memory.h - VMPL0's own memory, by physical address. What is the guest's is guest_page.h's.
 *
 * Implemented above: kernel/cpu/image.c, kernel/host/accept.c and kernel/mm/window.c, because who asks runs on the host as
 * well, where tests/unit/kernel/fake_arch.c has the memory in an array.
 */
#ifndef KERNEL_ARCH_OWN_MEMORY_H
#define KERNEL_ARCH_OWN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The kernel's address of a physical one of VMPL0's, and back; nothing is checked. A pointer is good for reading once the
 * page is accepted (what was measured always is), and for writing where nothing was measured. It stays good for ever.
 */
void *arch_own_memory(uint64_t physical);
uint64_t arch_own_physical(const void *address);

/*
 * Makes [start, start + size), whole pages of VMPL0's reserve, private, validated and zero, so that it can be allocated.
 * False: the host refuses, or a page was validated before; none of the range may be used then.
 */
__attribute__((warn_unused_result)) bool arch_accept_own(uint64_t start, uint64_t size);

/*
 * Copies @size bytes of VMPL0's own pages that the direct map does not have, or has read-only: the parameter block before
 * anything is mapped, and the secrets page. A range may cross pages. False: a page is not there, and what lies before it
 * may have been copied.
 */
__attribute__((warn_unused_result)) bool arch_own_read(void *to, uint64_t physical, size_t size);
__attribute__((warn_unused_result)) bool arch_own_write(uint64_t physical, const void *from,
                                                        size_t size);

#endif
