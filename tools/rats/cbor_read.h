/*
 * tools/rats/cbor_read.h - CBOR (RFC 8949) of others. Any encoding of the same data is read: numbers longer than they need be, and
 * arrays and maps without a length. Strings in pieces and floating point numbers are in nothing that is read here, and refused.
 *
 * As all readers of bytes it is sticky: after the first fault everything is zero, empty or NULL, and `failed` is asked once.
 */
#ifndef TOOLS_RATS_CBOR_READ_H
#define TOOLS_RATS_CBOR_READ_H

#include "lib/base/bytes.h"

enum cbor_kind {
        CBOR_UNSIGNED = 0,
        CBOR_NEGATIVE = 1,
        CBOR_BYTES = 2,
        CBOR_TEXT = 3,
        CBOR_ARRAY = 4,
        CBOR_MAP = 5,
        CBOR_TAG = 6,
        CBOR_SIMPLE = 7,
        CBOR_NOTHING, /* there is no item */
};

/* What the next item is; nothing is read. */
enum cbor_kind cbor_next(const struct bytes_reader *in);

/* A number, which may be negative; beyond 64 bits with a sign is a fault. */
int64_t cbor_read_integer(struct bytes_reader *in);
uint64_t cbor_read_number(struct bytes_reader *in);

/* In place; NULL after a fault. A text has no NUL behind it, and nobody has looked at what is in it. */
const uint8_t *cbor_read_bytes(struct bytes_reader *in, size_t *size);
const char *cbor_read_text(struct bytes_reader *in, size_t *size);

/* The tag in front of the next item. */
uint64_t cbor_read_tag(struct bytes_reader *in);

/* True, and read, if the next item has that tag in front. */
bool cbor_take_tag(struct bytes_reader *in, uint64_t tag);

/* Elements of an array or pairs of a map that are still to come. */
struct cbor_list {
        uint64_t left;
        bool open; /* it has no length, and a break behind its last element */
};
struct cbor_list cbor_read_array(struct bytes_reader *in);
struct cbor_list cbor_read_map(struct bytes_reader *in);

/* True if there is one more; its items are read next. Of what has failed there is none. */
bool cbor_more(struct bytes_reader *in, struct cbor_list *list);

/* Any item with all that is in it. Deeper than 16 arrays, maps and tags is a fault. */
void cbor_skip(struct bytes_reader *in);

#endif
