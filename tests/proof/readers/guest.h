/*
 * tests/proof/readers/guest.h - a guest that writes to its memory at any time, and gives and takes pages at any time: each copy
 * works or not, and what was copied is anything.
 */
#ifndef TESTS_PROOF_READERS_GUEST_H
#define TESTS_PROOF_READERS_GUEST_H

#include "kernel/mm/guest_memory.h"
#include "tests/proof/readers/any.h"

/* The proof's: the size of the copies whose bytes somebody looks at. */
extern const size_t looked_at;

/* The proof's: what it demands of a copy beyond its own buffer. */
void see_copy(gpa_t guest, size_t size);

#endif
