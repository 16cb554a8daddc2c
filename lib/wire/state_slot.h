/*
 * lib/wire/state_slot.h - the file that keeps a TPM's state: STATE_SLOT_COUNT places for a state, each STATE_SLOT_ROOM bytes
 * long. A new state goes where the older one is, so that the newer one stays whole until the next is. Big-endian:
 *
 *   u64 magic "CSWSLOT1", u64 generation, u32 bytes of the state, the state, SHA-256 of all before it
 *
 * Of the places that are as they say the one with the higher generation counts.
 */
#ifndef LIB_WIRE_STATE_SLOT_H
#define LIB_WIRE_STATE_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_SLOT_COUNT     2
#define STATE_SLOT_HEAD      20
#define STATE_SLOT_DIGEST    32
#define STATE_SLOT_STATE_MAX (512 * 1024)
#define STATE_SLOT_ROOM      (STATE_SLOT_STATE_MAX + 4096)

/* What a file with places is long. A state of an earlier version was a file alone, and shorter. */
#define STATE_SLOT_FILE (STATE_SLOT_COUNT * STATE_SLOT_ROOM)

struct state_slot {
        uint64_t generation;
        size_t size; /* of the state, 1 to STATE_SLOT_STATE_MAX */
};

/* What the head of a place says; false if it is none. */
bool state_slot_read(const uint8_t head[STATE_SLOT_HEAD], struct state_slot *out);

void state_slot_write(const struct state_slot *slot, uint8_t head[STATE_SLOT_HEAD]);

/* How many bytes the digest is of, and is behind. */
static inline size_t state_slot_digested(const struct state_slot *slot)
{
        return STATE_SLOT_HEAD + slot->size;
}

#endif
