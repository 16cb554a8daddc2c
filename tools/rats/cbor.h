/*
 * tools/rats/cbor.h - CBOR (RFC 8949) as tokens and reference values need it, written in its deterministic form (section 4.2): numbers
 * as short as they can be, lengths that are known, keys in order, which is the caller's to keep.
 */
#ifndef TOOLS_RATS_CBOR_H
#define TOOLS_RATS_CBOR_H

#include "lib/base/bytes.h"

void cbor_number(struct bytes_writer *out, uint64_t value);
void cbor_integer(struct bytes_writer *out, int64_t value);
void cbor_bool(struct bytes_writer *out, bool value);
void cbor_bytes(struct bytes_writer *out, const void *data, size_t size);
void cbor_text(struct bytes_writer *out, const char *text);

/* In front of what they hold: so many elements, so many pairs, one item. */
void cbor_array(struct bytes_writer *out, uint64_t count);
void cbor_map(struct bytes_writer *out, uint64_t count);
void cbor_tag(struct bytes_writer *out, uint64_t tag);

#endif
