/* tests/proof/readers/any.h - what the other side chooses: a function without a body returns anything. */
#ifndef TESTS_PROOF_READERS_ANY_H
#define TESTS_PROOF_READERS_ANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool nondet_bool(void);
size_t nondet_size(void);
uint8_t nondet_u8(void);
uint16_t nondet_u16(void);
uint32_t nondet_u32(void);
uint64_t nondet_u64(void);

/* @size bytes of any contents, and not one more: whoever reads beside them is found. */
uint8_t *any_bytes(size_t size);

/* True if the @size bytes at @place are of the @whole bytes at @data. */
bool is_inside(const void *data, size_t whole, const void *place, size_t size);

#endif
