/*
 * services/vtpm/state_slots.c - see state_slots.h. What one state costs is one pwrite() and one fdatasync(): its blocks are
 * written when the file is made, so that the file system has nothing of its own to force to the disk.
 */
#include "services/vtpm/state_slots.h"

#include <openssl/sha.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPARE (32 * 1024) /* by so much a state may grow before new blocks are needed */

_Static_assert(STATE_SLOT_DIGEST == SHA256_DIGEST_LENGTH, "digest of a place");
_Static_assert(sizeof(struct state_frame) <= STATE_SLOT_ROOM, "a place has room for the largest");

static long place_of(unsigned int number)
{
        return (long)number * STATE_SLOT_ROOM;
}

bool state_slots_are_in(int file)
{
        struct stat status;

        return fstat(file, &status) == 0 && status.st_size == STATE_SLOT_FILE;
}

/* Returns 0 when all of it is there, 1 if the file ends before, -1 for an error. */
static int read_at(int file, void *data, size_t size, long offset)
{
        uint8_t *next = data;

        while (size) {
                long got = pread(file, next, size, offset);

                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0)
                        return got == 0 ? 1 : -1;
                next += got;
                offset += got;
                size -= (size_t)got;
        }
        return 0;
}

static int write_at(int file, const void *data, size_t size, long offset)
{
        const uint8_t *next = data;

        while (size) {
                long written = pwrite(file, next, size, offset);

                if (written < 0 && errno == EINTR)
                        continue;
                if (written == 0)
                        errno = ENOSPC;
                if (written <= 0)
                        return -1;
                next += written;
                offset += written;
                size -= (size_t)written;
        }
        return 0;
}

/* Returns 1 if the place is whole, 0 if it is not, -1 for an error. Its state is then in @frame. */
static int read_place(int file, unsigned int number, const struct state_slot *slot,
                      struct state_frame *frame)
{
        uint8_t *all = (uint8_t *)frame;
        uint8_t digest[SHA256_DIGEST_LENGTH];
        size_t digested = state_slot_digested(slot);
        struct state_slot found;
        int result = read_at(file, all, digested + sizeof(digest), place_of(number));

        if (result)
                return result < 0 ? -1 : 0;
        if (!state_slot_read(frame->head, &found) || found.size != slot->size ||
            found.generation != slot->generation || !SHA256(all, digested, digest))
                return 0;
        return memcmp(all + digested, digest, sizeof(digest)) == 0;
}

/* What each place says of itself. Returns 0, or -1. */
static int read_heads(int file, struct state_slot slots[STATE_SLOT_COUNT],
                      bool there[STATE_SLOT_COUNT], bool *strange)
{
        static const uint8_t nothing[STATE_SLOT_HEAD];

        *strange = false;
        for (unsigned int i = 0; i < STATE_SLOT_COUNT; i++) {
                uint8_t head[STATE_SLOT_HEAD];

                if (read_at(file, head, sizeof(head), place_of(i)))
                        return -1;
                there[i] = state_slot_read(head, &slots[i]);
                *strange |= !there[i] && memcmp(head, nothing, sizeof(head)) != 0;
        }
        return 0;
}

long state_slots_read(int file, struct state_frame *frame, struct state_slots *out)
{
        struct state_slot slots[STATE_SLOT_COUNT];
        bool there[STATE_SLOT_COUNT];
        bool strange;

        *out = (struct state_slots){ 0 };
        if (read_heads(file, slots, there, &strange))
                return -1;
        for (unsigned int tries = 0; tries < STATE_SLOT_COUNT; tries++) {
                unsigned int newest =
                        there[1] && (!there[0] || slots[1].generation > slots[0].generation);
                int whole = there[newest] ? read_place(file, newest, &slots[newest], frame) : 0;

                if (whole < 0)
                        return -1;
                if (whole) {
                        out->generation = slots[newest].generation;
                        out->next = !newest;
                        out->lost |= strange;
                        return (long)slots[newest].size;
                }
                out->lost |= there[newest];
                there[newest] = false;
        }
        return 0;
}

/* Returns how many bytes of @frame belong into the place. */
static size_t complete(struct state_frame *frame, size_t size, uint64_t generation)
{
        const struct state_slot slot = { .generation = generation, .size = size };
        uint8_t *all = (uint8_t *)frame;
        size_t digested = state_slot_digested(&slot);

        state_slot_write(&slot, frame->head);
        if (!SHA256(all, digested, all + digested))
                return 0;
        return digested + SHA256_DIGEST_LENGTH;
}

int state_slots_write(int file, struct state_frame *frame, size_t size, struct state_slots *slots)
{
        size_t all = complete(frame, size, slots->generation + 1);

        if (all == 0 || write_at(file, frame, all, place_of(slots->next)) || fdatasync(file))
                return -1;
        slots->generation++;
        slots->next = !slots->next;
        slots->lost = false;
        return 0;
}

/* Blocks for what is to come. */
static int write_room(int file, size_t size)
{
        uint8_t *nothing;
        int result = 0;

        size = size + SPARE < STATE_SLOT_ROOM ? size + SPARE : STATE_SLOT_ROOM;
        nothing = calloc(1, size);
        if (!nothing)
                return -1;
        for (unsigned int i = 0; i < STATE_SLOT_COUNT && result == 0; i++)
                result = write_at(file, nothing, size, place_of(i));
        free(nothing);
        return result;
}

int state_slots_make(int file, struct state_frame *frame, size_t size, struct state_slots *out)
{
        *out = (struct state_slots){ 0 };
        if (ftruncate(file, STATE_SLOT_FILE) || write_room(file, size))
                return -1;
        return state_slots_write(file, frame, size, out);
}
