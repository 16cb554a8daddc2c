/* tests/hostile/runtime/stale.h - a vCPU that uses a page for ever, and another one that has it taken away. */
#ifndef TESTS_HOSTILE_RUNTIME_STALE_H
#define TESTS_HOSTILE_RUNTIME_STALE_H

#include <stdint.h>

/*
 * The second vCPU reads and writes a fresh page for ever, so that its TLB has it, until @take(page) has taken it away, which
 * must succeed. What RMPADJUST takes, CPUs still have until INVLPGB and TLBSYNC. The page is used once more: won. Does not
 * return: softsnp stops at the use that must not be.
 */
__attribute__((noreturn)) void use_while_taken(uint64_t (*take)(uint64_t page));

#endif
