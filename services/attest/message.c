/* services/attest/message.c - see message.h. AES-256-GCM by BearSSL's constant-time code. */
#include "services/attest/message.h"

#include <bearssl.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "services/attest/erase.h"

_Static_assert(GUEST_MESSAGE_AAD_OFFSET + GUEST_MESSAGE_AAD_SIZE ==
                       sizeof(struct guest_message_header),
               "the authenticated data is the end of the header");

#define ERASED_STACK 8192

/*
 * Erases what functions that have returned to the caller left on the stack: BearSSL expands keys into variables of its own. They
 * use less than ERASED_STACK bytes, and the caller's own variables are not among what is erased.
 */
__attribute__((noinline)) static void erase_stack(void)
{
        uint8_t left[ERASED_STACK];

        erase(left, sizeof(left));
}

/* What BearSSL has expanded stays in its part of the stack: run_gcm() erases that. */
__attribute__((noinline)) static void run_gcm_on_stack(const uint8_t key[MESSAGE_KEY_SIZE],
                                                       const struct guest_message_header *header,
                                                       int encrypt, void *payload, size_t size,
                                                       uint8_t tag[GUEST_MESSAGE_TAG_SIZE])
{
        uint8_t iv[GUEST_MESSAGE_IV_SIZE] = { 0 };
        struct bytes_writer writer = bytes_writer(iv, sizeof(iv));
        br_aes_ct64_ctr_keys aes;
        br_gcm_context gcm;

        bytes_write_le64(&writer, header->sequence);
        br_aes_ct64_ctr_init(&aes, key, MESSAGE_KEY_SIZE);
        br_gcm_init(&gcm, &aes.vtable, br_ghash_ctmul64);
        br_gcm_reset(&gcm, iv, sizeof(iv));
        br_gcm_aad_inject(&gcm, (const uint8_t *)header + GUEST_MESSAGE_AAD_OFFSET,
                          GUEST_MESSAGE_AAD_SIZE);
        br_gcm_flip(&gcm);
        br_gcm_run(&gcm, encrypt, payload, size);
        br_gcm_get_tag(&gcm, tag);
        erase(&gcm, sizeof(gcm));
        erase(&aes, sizeof(aes));
}

/* AES-256-GCM of one message: the header is authenticated, @payload changed in place. */
static void run_gcm(const uint8_t key[MESSAGE_KEY_SIZE], const struct guest_message_header *header,
                    int encrypt, void *payload, size_t size, uint8_t tag[GUEST_MESSAGE_TAG_SIZE])
{
        run_gcm_on_stack(key, header, encrypt, payload, size, tag);
        erase_stack();
}

/* Takes the same time for equal and different tags: a host must not learn how far it has guessed. */
static int tags_differ(const uint8_t *a, const uint8_t *b)
{
        unsigned int difference = 0;

        for (size_t i = 0; i < GUEST_MESSAGE_TAG_SIZE; i++)
                difference |= a[i] ^ b[i];
        return difference != 0;
}

void message_seal(struct message *out, const uint8_t key[MESSAGE_KEY_SIZE], uint64_t sequence,
                  enum guest_message_type type, const void *payload, size_t size)
{
        struct guest_message_header header = {
                .sequence = sequence,
                .algorithm = GUEST_MESSAGE_ALGORITHM,
                .header_version = GUEST_MESSAGE_VERSION,
                .header_size = sizeof(header),
                .type = (uint8_t)type,
                .version = GUEST_MESSAGE_VERSION,
                .size = (uint16_t)size,
        };

        memset(out, 0, sizeof(*out));
        out->size = sizeof(header) + size;
        memcpy(out->bytes + sizeof(header), payload, size);
        run_gcm(key, &header, 1, out->bytes + sizeof(header), size, header.tag);
        memcpy(out->bytes, &header, sizeof(header));
}

static enum message_error check_header(const struct guest_message_header *header, uint64_t sequence,
                                       enum guest_message_type type, size_t size)
{
        if (header->algorithm != GUEST_MESSAGE_ALGORITHM ||
            header->header_version != GUEST_MESSAGE_VERSION ||
            header->header_size != sizeof(*header) || header->version != GUEST_MESSAGE_VERSION ||
            header->vmpck != 0 || header->size != size)
                return MESSAGE_BAD_HEADER;
        if (header->sequence != sequence + 1)
                return MESSAGE_BAD_SEQUENCE;
        return header->type == (unsigned int)type + 1 ? MESSAGE_OK : MESSAGE_BAD_TYPE;
}

enum message_error message_open(const uint8_t page[GUEST_MESSAGE_PAGE_SIZE],
                                const uint8_t key[MESSAGE_KEY_SIZE], uint64_t sequence,
                                enum guest_message_type type, void *out, size_t size)
{
        uint8_t payload[GUEST_MESSAGE_PAYLOAD_MAX];
        uint8_t tag[GUEST_MESSAGE_TAG_SIZE];
        struct guest_message_header header;
        enum message_error error;

        memcpy(&header, page, sizeof(header));
        error = check_header(&header, sequence, type, size);
        if (error != MESSAGE_OK || size > sizeof(payload))
                return error != MESSAGE_OK ? error : MESSAGE_BAD_HEADER;
        memcpy(payload, page + sizeof(header), size);
        run_gcm(key, &header, 0, payload, size, tag);
        if (tags_differ(tag, header.tag))
                return MESSAGE_BAD_TAG;
        memcpy(out, payload, size);
        return MESSAGE_OK;
}

const char *message_error_text(enum message_error error)
{
        switch (error) {
        case MESSAGE_OK:
                return "no error";
        case MESSAGE_BAD_HEADER:
                return "its header is wrong";
        case MESSAGE_BAD_SEQUENCE:
                return "its sequence number is wrong";
        case MESSAGE_BAD_TYPE:
                return "it is of another type";
        case MESSAGE_BAD_TAG:
                return "its tag is wrong";
        }
        return "unknown error";
}
