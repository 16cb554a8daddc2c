/*
 * lib/x86/speculation.h - an index from somebody who is not trusted, also for what the CPU executes before it knows whether a
 * check of the index has failed.
 */
#ifndef LIB_X86_SPECULATION_H
#define LIB_X86_SPECULATION_H

#include <stdint.h>

/*
 * @index if it is below @size, else 0, without a branch that could be predicted: the comparison's borrow becomes a mask. For use
 * behind the check that everybody sees.
 */
static inline uint64_t index_masked(uint64_t index, uint64_t size)
{
        uint64_t mask;

        __asm__("cmp %2, %1\n\tsbb %0, %0" : "=r"(mask) : "r"(index), "r"(size) : "cc");
        return index & mask;
}

#endif
