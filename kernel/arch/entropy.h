/*
 * kernel/arch/entropy.h - random numbers.
 *
 * Implemented above: kernel/cpu/entropy.c, because who asks runs on the host as well, where tests/unit/kernel/fake_arch.c
 * counts, or has none.
 */
#ifndef KERNEL_ARCH_ENTROPY_H
#define KERNEL_ARCH_ENTROPY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One number from all of the CPU's sources of entropy, to be hashed by whoever makes keys of it. False: one of them has
 * none, or repeats itself, and *@out is not written; there is no second try.
 */
__attribute__((warn_unused_result)) bool arch_entropy(uint64_t *out);

#endif
