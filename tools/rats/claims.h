/*
 * tools/rats/claims.h - a claims set, said once and written as JSON or as CBOR: where JSON has a name CBOR has a number, and where
 * CBOR has bytes JSON has base64url (RFC 9711, sections 7.2.1 and 7.2.2).
 */
#ifndef TOOLS_RATS_CLAIMS_H
#define TOOLS_RATS_CLAIMS_H

#include "lib/base/bytes.h"

/* A claim's name in JSON and its number in CBOR. Elements of arrays have no name. */
struct claim {
        const char *name;
        int64_t label;
        bool named; /* the name is its key in CBOR too */
};

#define CLAIM(name, label) ((struct claim){ (name), (label), false })
#define CLAIM_NAMED(name)  ((struct claim){ (name), 0, true })
#define CLAIM_ELEMENT      ((struct claim){ NULL, 0, false })

/* Where it is written to; `failed` of @out says at the end whether it has fitted. */
struct claims {
        struct bytes_writer *out;
        bool json;
        bool first; /* no comma is due */
};

struct claims claims_begin(struct bytes_writer *out, bool json);

/* So many claims or elements follow, and then the end. In CBOR they are in the order of their keys, which is the caller's to keep. */
void claims_map(struct claims *claims, struct claim claim, size_t count);
void claims_map_end(struct claims *claims);
void claims_array(struct claims *claims, struct claim claim, size_t count);
void claims_array_end(struct claims *claims);

/* Texts are printable ASCII. */
void claims_text(struct claims *claims, struct claim claim, const char *text);
void claims_integer(struct claims *claims, struct claim claim, int64_t value);
void claims_bytes(struct claims *claims, struct claim claim, const void *data, size_t size);

/* Digits in both, for people and policies that compare texts: bytes, and numbers that JSON's readers would round. */
void claims_hex(struct claims *claims, struct claim claim, const void *data, size_t size);
void claims_hex_number(struct claims *claims, struct claim claim, uint64_t value);

#endif
