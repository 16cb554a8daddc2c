/* tests/proof/readers/any.h - what the other side chooses: a function without a body returns anything. */
#ifndef TESTS_PROOF_READERS_ANY_H
#define TESTS_PROOF_READERS_ANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

bool nondet_bool(void);
size_t nondet_size(void);
uint8_t nondet_u8(void);
uint16_t nondet_u16(void);
uint32_t nondet_u32(void);
uint64_t nondet_u64(void);

/* @size bytes of any contents, and not one more: whoever reads beside them is found. */
static inline uint8_t *any_bytes(size_t size)
{
        uint8_t *bytes = malloc(size);

        __CPROVER_assume(bytes != NULL);
        return bytes;
}

/* True if the @size bytes at @place are of the @whole bytes at @data. */
static inline bool is_inside(const void *data, size_t whole, const void *place, size_t size)
{
        return __CPROVER_same_object(data, place) && __CPROVER_r_ok(place, size) &&
               __CPROVER_POINTER_OFFSET(place) >= __CPROVER_POINTER_OFFSET(data) && size <= whole &&
               (size_t)(__CPROVER_POINTER_OFFSET(place) - __CPROVER_POINTER_OFFSET(data)) <=
                       whole - size;
}

#endif
