/* tools/rats/claims.c - see claims.h. */
#include "tools/rats/claims.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/rats/base64.h"
#include "tools/rats/cbor.h"

#define BYTES_MOST 1024 /* of a claim; keys of RSA-4096 have less than 600 */

struct claims claims_begin(struct bytes_writer *out, bool json)
{
        return (struct claims){ .out = out, .json = json, .first = true };
}

static void put(struct claims *claims, const char *text)
{
        bytes_write(claims->out, text, strlen(text));
}

static void put_string(struct claims *claims, const char *text)
{
        put(claims, "\"");
        for (; *text; text++) {
                if (*text == '"' || *text == '\\')
                        put(claims, "\\");
                bytes_write(claims->out, text, 1);
        }
        put(claims, "\"");
}

/* The comma behind the one before, and the key. */
static void begin(struct claims *claims, struct claim claim)
{
        if (!claims->json) {
                if (claim.named)
                        cbor_text(claims->out, claim.name);
                else if (claim.name)
                        cbor_integer(claims->out, claim.label);
                return;
        }
        if (!claims->first)
                put(claims, ",");
        claims->first = false;
        if (!claim.name)
                return;
        put_string(claims, claim.name);
        put(claims, ":");
}

static void open_list(struct claims *claims, const char *bracket)
{
        put(claims, bracket);
        claims->first = true;
}

static void close_list(struct claims *claims, const char *bracket)
{
        if (claims->json)
                put(claims, bracket);
        claims->first = false;
}

/* The outermost map is an element of nothing. */
void claims_map(struct claims *claims, struct claim claim, size_t count)
{
        begin(claims, claim);
        if (claims->json)
                open_list(claims, "{");
        else
                cbor_map(claims->out, count);
}

void claims_map_end(struct claims *claims)
{
        close_list(claims, "}");
}

void claims_array(struct claims *claims, struct claim claim, size_t count)
{
        begin(claims, claim);
        if (claims->json)
                open_list(claims, "[");
        else
                cbor_array(claims->out, count);
}

void claims_array_end(struct claims *claims)
{
        close_list(claims, "]");
}

void claims_text(struct claims *claims, struct claim claim, const char *text)
{
        begin(claims, claim);
        if (claims->json)
                put_string(claims, text);
        else
                cbor_text(claims->out, text);
}

void claims_integer(struct claims *claims, struct claim claim, int64_t value)
{
        char text[24];

        begin(claims, claim);
        snprintf(text, sizeof(text), "%" PRId64, value);
        if (claims->json)
                put(claims, text);
        else
                cbor_integer(claims->out, value);
}

void claims_bytes(struct claims *claims, struct claim claim, const void *data, size_t size)
{
        char text[BASE64_LENGTH(BYTES_MOST)];

        begin(claims, claim);
        if (size > BYTES_MOST)
                claims->out->failed = true;
        else if (claims->json)
                put_string(claims, base64url_encode(data, size, text));
        else
                cbor_bytes(claims->out, data, size);
}

void claims_hex(struct claims *claims, struct claim claim, const void *data, size_t size)
{
        const uint8_t *bytes = data;
        char text[2 * BYTES_MOST + 1] = "";

        if (size > BYTES_MOST) {
                claims->out->failed = true;
                return;
        }
        for (size_t i = 0; i < size; i++)
                snprintf(text + 2 * i, 3, "%02x", bytes[i]);
        claims_text(claims, claim, text);
}

void claims_hex_number(struct claims *claims, struct claim claim, uint64_t value)
{
        char text[24];

        snprintf(text, sizeof(text), "0x%" PRIx64, value);
        claims_text(claims, claim, text);
}
