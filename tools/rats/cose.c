/* tools/rats/cose.c - see cose.h. */
#include "tools/rats/cose.h"

#include <stdlib.h>
#include <string.h>

#include "tools/rats/cbor.h"
#include "tools/rats/cbor_read.h"
#include "tools/rats/signing.h"

/* Header parameters (RFC 9052, section 3.1); the last one is a CoRIM's (draft-ietf-rats-corim). */
enum parameter { ALGORITHM = 1, CRITICAL = 2, CONTENT_TYPE = 3, CORIM_META = 8 };

#define HEADER_MOST 512

/* What is signed instead of the message (RFC 9052, section 4.4); malloc()ed, NULL if there is no memory. */
static uint8_t *to_be_signed(const void *header, size_t header_size, const void *payload,
                             size_t payload_size, size_t *size)
{
        size_t capacity = header_size + payload_size + 64;
        uint8_t *buffer = malloc(capacity);
        struct bytes_writer out = bytes_writer(buffer, capacity);

        if (!buffer)
                return NULL;
        cbor_array(&out, 4);
        cbor_text(&out, "Signature1");
        cbor_bytes(&out, header, header_size);
        cbor_bytes(&out, "", 0); /* nothing from outside is signed with it */
        cbor_bytes(&out, payload, payload_size);
        *size = out.size;
        return buffer;
}

static bool write_header(EVP_PKEY *key, const struct cose_header *header, struct bytes_writer *out)
{
        const struct signing_algorithm *algorithm = signing_algorithm_of(key);

        if (!algorithm)
                return false;
        cbor_map(out, 1u + (header->content_type != NULL) + (header->meta != NULL));
        cbor_number(out, ALGORITHM);
        cbor_integer(out, algorithm->cose);
        if (header->content_type) {
                cbor_number(out, CONTENT_TYPE);
                cbor_text(out, header->content_type);
        }
        if (header->meta) {
                cbor_number(out, CORIM_META);
                cbor_bytes(out, header->meta, header->meta_size);
        }
        return !out->failed;
}

bool cose_sign1(EVP_PKEY *key, const struct cose_header *header, const void *payload, size_t size,
                struct bytes_writer *out)
{
        uint8_t bytes[HEADER_MOST];
        struct bytes_writer protected = bytes_writer(bytes, sizeof(bytes));
        uint8_t signature[SIGNING_SIZE_MAX];
        size_t signature_size = 0;
        size_t signed_size = 0;
        uint8_t *signed_bytes;
        bool good;

        if (!write_header(key, header, &protected))
                return false;
        signed_bytes = to_be_signed(bytes, protected.size, payload, size, &signed_size);
        good = signed_bytes && signing_make(key, SIGNING_FIXED, signed_bytes, signed_size,
                                            signature, &signature_size);
        free(signed_bytes);
        if (!good)
                return false;
        cbor_tag(out, COSE_TAG_SIGN1);
        cbor_array(out, 4);
        cbor_bytes(out, bytes, protected.size);
        cbor_map(out, 0);
        cbor_bytes(out, payload, size);
        cbor_bytes(out, signature, signature_size);
        return !out->failed;
}

/* A parameter that says others must be understood is one that is not understood here. */
static const char *read_header(struct cose_message *out)
{
        struct bytes_reader in = bytes_reader(out->protected_header, out->protected_size);
        struct cbor_list map = cbor_read_map(&in);
        bool algorithm = false;

        while (cbor_more(&in, &map)) {
                int64_t label = 0;

                if (cbor_next(&in) == CBOR_TEXT)
                        cbor_skip(&in);
                else
                        label = cbor_read_integer(&in);
                if (label == CRITICAL)
                        return "has a critical header parameter, which is not known here";
                if (label == ALGORITHM && !algorithm) {
                        out->algorithm = cbor_read_integer(&in);
                        algorithm = true;
                } else if (label == CONTENT_TYPE && cbor_next(&in) == CBOR_TEXT) {
                        out->content_type = cbor_read_text(&in, &out->content_type_size);
                } else if (label == CORIM_META && cbor_next(&in) == CBOR_BYTES) {
                        out->meta = cbor_read_bytes(&in, &out->meta_size);
                } else {
                        cbor_skip(&in);
                }
        }
        if (in.failed || bytes_left(&in))
                return "has a protected header that is malformed";
        return algorithm ? NULL : "does not say its algorithm in the protected header";
}

const char *cose_read(const void *data, size_t size, struct cose_message *out)
{
        struct bytes_reader in = bytes_reader(data, size);
        struct cbor_list list;

        *out = (struct cose_message){ 0 };
        (void)cbor_take_tag(&in, COSE_TAG_SIGN1);
        list = cbor_read_array(&in);
        if (in.failed || list.open || list.left != 4)
                return "is no COSE_Sign1";
        out->protected_header = cbor_read_bytes(&in, &out->protected_size);
        if (cbor_next(&in) != CBOR_MAP)
                in.failed = true;
        cbor_skip(&in);
        if (cbor_next(&in) == CBOR_SIMPLE)
                return "has its payload elsewhere";
        out->payload = cbor_read_bytes(&in, &out->payload_size);
        out->signature = cbor_read_bytes(&in, &out->signature_size);
        if (in.failed)
                return "is no COSE_Sign1";
        if (bytes_left(&in))
                return "has bytes behind its signature";
        return read_header(out);
}

bool cose_signed_by(const struct cose_message *message, EVP_PKEY *key)
{
        const struct signing_algorithm *algorithm = signing_algorithm_of(key);
        size_t size = 0;
        uint8_t *bytes;
        bool good;

        if (!algorithm || algorithm->cose != message->algorithm)
                return false;
        bytes = to_be_signed(message->protected_header, message->protected_size, message->payload,
                             message->payload_size, &size);
        good = bytes && signing_check(key, SIGNING_FIXED, bytes, size, message->signature,
                                      message->signature_size);
        free(bytes);
        return good;
}
