/*
 * services/vtpm/state_slots.h - a file with two places for a state (lib/wire/state_slot.h), read and written so that whenever the
 * power goes the state that was written last, or the one before if that was not told to anybody, is there as a whole.
 */
#ifndef SERVICES_VTPM_STATE_SLOTS_H
#define SERVICES_VTPM_STATE_SLOTS_H

#include "lib/wire/state_slot.h"

/* A state, with room around it for what a place has besides. */
struct state_frame {
        uint8_t head[STATE_SLOT_HEAD];
        uint8_t state[STATE_SLOT_STATE_MAX];
        uint8_t tail[STATE_SLOT_DIGEST];
};
_Static_assert(sizeof(struct state_frame) ==
                       STATE_SLOT_HEAD + STATE_SLOT_STATE_MAX + STATE_SLOT_DIGEST,
               "a place without holes");

/* Which place is written next, and with what generation. */
struct state_slots {
        uint64_t generation; /* of the newest state */
        unsigned int next;
        bool lost; /* a state was begun behind it, and is not whole */
};

/* Whether the file has places. */
bool state_slots_are_in(int file);

/* Reads the newest whole state into @frame->state. Returns its size; 0 if there is none, or -1 and errno. */
__attribute__((warn_unused_result)) long state_slots_read(int file, struct state_frame *frame,
                                                          struct state_slots *out);

/*
 * Makes a new file of @file, which is empty, with @size bytes of @frame->state in its first place. All is on
 * the disk when it returns 0; else it returns -1, and errno says why.
 */
__attribute__((warn_unused_result)) int state_slots_make(int file, struct state_frame *frame,
                                                         size_t size, struct state_slots *out);

/* Writes @size bytes of @frame->state to where the older state is: the same. */
__attribute__((warn_unused_result)) int state_slots_write(int file, struct state_frame *frame,
                                                          size_t size, struct state_slots *slots);

#endif
