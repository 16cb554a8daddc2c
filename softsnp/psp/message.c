/*
 * softsnp/psp/message.c - see message.h. AES-256-GCM by BearSSL, the constant-time variants without AES-NI.
 *
 * The sequence number is the IV, and the header behind it is authenticated with the payload (AMD 56860, tables 98 and 99). No
 * number comes twice under a key, which is what GCM asks for.
 */
#include "softsnp/psp/message.h"

#include <stdbool.h>

#include <bearssl.h>

#include "lib/base/memory.h"

#define VMPCK_COUNT 4

static bool is_zero(const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++)
                if (bytes[i] != 0)
                        return false;
        return true;
}

static bool reserved_are_zero(const struct guest_message_header *header)
{
        const size_t tag_rest = sizeof(header->tag) - GUEST_MESSAGE_TAG_SIZE;

        return header->reserved_28 == 0 && header->reserved_38 == 0 &&
               is_zero(header->tag + GUEST_MESSAGE_TAG_SIZE, tag_rest) &&
               is_zero(header->reserved_3d, sizeof(header->reserved_3d));
}

uint32_t message_check_header(const struct guest_message_header *header)
{
        if (header->algorithm != GUEST_MESSAGE_ALGORITHM ||
            header->header_version != GUEST_MESSAGE_VERSION ||
            header->header_size != sizeof(*header) || header->vmpck >= VMPCK_COUNT ||
            header->size > GUEST_MESSAGE_PAYLOAD_MAX || !reserved_are_zero(header))
                return FIRMWARE_INVALID_PARAMETER;
        return 0;
}

/* The GCM context refers to the AES keys as long as it is used. */
struct cipher {
        br_aes_ct64_ctr_keys aes;
        br_gcm_context gcm;
};

/* En- or decrypts the payload; the context gives the tag afterwards. */
static void run(struct cipher *cipher, struct guest_message *message, const uint8_t key[VMPCK_SIZE],
                int encrypt)
{
        const struct guest_message_header *header = &message->header;
        uint8_t iv[GUEST_MESSAGE_IV_SIZE] = { 0 };

        memcpy(iv, &header->sequence, sizeof(header->sequence));
        br_aes_ct64_ctr_init(&cipher->aes, key, VMPCK_SIZE);
        br_gcm_init(&cipher->gcm, &cipher->aes.vtable, br_ghash_ctmul64);
        br_gcm_reset(&cipher->gcm, iv, sizeof(iv));
        br_gcm_aad_inject(&cipher->gcm, (const uint8_t *)header + GUEST_MESSAGE_AAD_OFFSET,
                          GUEST_MESSAGE_AAD_SIZE);
        br_gcm_flip(&cipher->gcm);
        br_gcm_run(&cipher->gcm, encrypt, message->payload, header->size);
}

uint32_t message_open(struct guest_message *message, const uint8_t key[VMPCK_SIZE])
{
        struct cipher cipher;

        run(&cipher, message, key, 0);
        return br_gcm_check_tag(&cipher.gcm, message->header.tag) ? 0 : FIRMWARE_BAD_MEASUREMENT;
}

void message_seal(struct guest_message *message, const uint8_t key[VMPCK_SIZE])
{
        struct cipher cipher;

        run(&cipher, message, key, 1);
        memset(message->header.tag, 0, sizeof(message->header.tag));
        br_gcm_get_tag(&cipher.gcm, message->header.tag);
}
