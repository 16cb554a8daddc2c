/* services/vtpm/seal.c - see seal.h. */
#include "services/vtpm/seal.h"
#include "lib/base/bytes.h"
#include "lib/wire/swtpm_blob.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <stdlib.h>
#include <string.h>

/* A layer: what is in the clear or encrypted within a blob. */
struct layer {
        enum swtpm_blob_tag clear, encrypted, iv;
        uint16_t is_encrypted, has_256_bits; /* flags of the header */
};

static const struct layer state_layer = { SWTPM_TAG_DATA, SWTPM_TAG_ENCRYPTED_DATA, SWTPM_TAG_IV,
                                          SWTPM_BLOB_STATE_KEY, SWTPM_BLOB_STATE_KEY_256 };
static const struct layer migration_layer = { SWTPM_TAG_MIGRATION_DATA,
                                              SWTPM_TAG_ENCRYPTED_MIGRATION_DATA,
                                              SWTPM_TAG_MIGRATION_IV, SWTPM_BLOB_MIGRATION_KEY,
                                              SWTPM_BLOB_MIGRATION_KEY_256 };

void seal_wipe(struct seal_state *state)
{
        if (state->data)
                OPENSSL_cleanse(state->data, state->size);
        free(state->data);
        *state = (struct seal_state){ 0 };
}

static enum seal_verdict decrypt(const struct cipher_key *key, struct wire_blob data,
                                 struct wire_blob iv, struct seal_state *out)
{
        size_t size = 0;

        out->size = data.size;
        out->data = malloc(data.size + 1);
        if (!out->data)
                return SEAL_NO_MEMORY;
        if (!cipher_decrypt(key, data, iv, out->data, &size)) {
                seal_wipe(out);
                return SEAL_WRONG_KEY;
        }
        out->size = size;
        return SEAL_OK;
}

/* The first version has a digest in front of what it encrypts, and neither IV nor MAC (SWTPM_CheckHash()). */
static enum seal_verdict open_first_version(const struct cipher_key *key, struct wire_blob content,
                                            struct seal_state *out)
{
        enum seal_verdict verdict = decrypt(key, content, (struct wire_blob){ 0 }, out);
        uint8_t digest[SHA256_DIGEST_LENGTH];

        if (verdict != SEAL_OK)
                return verdict;
        if (out->size < sizeof(digest) ||
            !SHA256(out->data + sizeof(digest), out->size - sizeof(digest), digest) ||
            CRYPTO_memcmp(out->data, digest, sizeof(digest)) != 0) {
                seal_wipe(out);
                return SEAL_WRONG_KEY;
        }
        out->size -= sizeof(digest);
        memmove(out->data, out->data + sizeof(digest), out->size);
        return SEAL_OK;
}

/* @blob's content, which is encrypted with @key as @layer says. */
static enum seal_verdict open_layer(const struct cipher_key *key, const struct layer *layer,
                                    const struct swtpm_blob *blob, struct seal_state *out)
{
        size_t key_size = blob->flags & layer->has_256_bits ? 32 : 16;
        struct wire_blob iv = { 0 };
        struct wire_blob data;
        struct wire_blob mac;

        if (blob->version == SWTPM_BLOB_RAW)
                return open_first_version(key, blob->content, out);
        if (key->size != key_size)
                return SEAL_OTHER_SIZE;
        if (swtpm_blob_record(blob->content, layer->encrypted, &data) != SWTPM_BLOB_OK ||
            swtpm_blob_record(blob->content, SWTPM_TAG_MAC, &mac) != SWTPM_BLOB_OK)
                return SEAL_DAMAGED;
        if (swtpm_blob_record(blob->content, layer->iv, &iv) != SWTPM_BLOB_OK)
                iv = (struct wire_blob){ 0 };
        if (!cipher_is_authentic(key, data, iv, mac))
                return SEAL_WRONG_KEY;
        return decrypt(key, data, iv, out);
}

static enum seal_verdict copy(struct wire_blob from, struct seal_state *out)
{
        if (from.size == 0)
                return SEAL_OK;
        out->data = malloc(from.size);
        if (!out->data)
                return SEAL_NO_MEMORY;
        memcpy(out->data, from.data, from.size);
        out->size = from.size;
        return SEAL_OK;
}

/* The content in the clear. */
static enum seal_verdict open_clear(const struct layer *layer, const struct swtpm_blob *blob,
                                    struct seal_state *out)
{
        struct wire_blob data = blob->content;

        if (blob->version >= SWTPM_BLOB_RECORDS &&
            swtpm_blob_record(blob->content, layer->clear, &data) != SWTPM_BLOB_OK)
                return SEAL_DAMAGED;
        return copy(data, out);
}

/* Takes off what stands around the state when it migrates, if it does. */
static enum seal_verdict open_migrated(struct seal_keys keys, const struct swtpm_blob *blob,
                                       struct seal_state *out)
{
        if (blob->flags & SWTPM_BLOB_MIGRATION_KEY)
                return keys.migration->size
                               ? open_layer(keys.migration, &migration_layer, blob, out)
                               : SEAL_NO_MIGRATION_KEY;
        if (blob->flags & SWTPM_BLOB_MIGRATED)
                return open_clear(&migration_layer, blob, out);
        return copy(blob->content, out);
}

enum seal_verdict seal_open(struct seal_keys keys, struct wire_blob blob, bool encrypted,
                            struct seal_state *out)
{
        struct seal_state inner = { 0 };
        struct swtpm_blob read;
        enum seal_verdict verdict;

        *out = (struct seal_state){ 0 };
        if (swtpm_blob_header(blob, &read) != SWTPM_BLOB_OK)
                return SEAL_DAMAGED;
        if (read.content.size == 0)
                return SEAL_OK;
        verdict = open_migrated(keys, &read, &inner);
        if (verdict != SEAL_OK)
                return verdict;
        read.content = (struct wire_blob){ inner.data, inner.size };
        if (!encrypted && !(read.flags & state_layer.is_encrypted))
                verdict = open_clear(&state_layer, &read, out);
        else if (keys.state->size)
                verdict = open_layer(keys.state, &state_layer, &read, out);
        else
                verdict = SEAL_NO_KEY;
        seal_wipe(&inner);
        return verdict;
}

enum seal_verdict seal_open_strictly(struct seal_keys keys, struct wire_blob blob,
                                     struct seal_state *out)
{
        struct swtpm_blob read;

        *out = (struct seal_state){ 0 };
        if (swtpm_blob_header(blob, &read) != SWTPM_BLOB_OK)
                return SEAL_DAMAGED;
        if (keys.state->size && !(read.flags & state_layer.is_encrypted))
                return SEAL_NOT_ENCRYPTED;
        return seal_open(keys, blob, false, out);
}

/* A record with @plain, or with a key three: what is encrypted, its MAC, its IV. Returns false if the library fails. */
static bool write_layer(const struct cipher_key *key, const struct layer *layer,
                        struct wire_blob plain, struct bytes_writer *out)
{
        uint8_t iv[CIPHER_KEY_MAX];
        uint8_t mac[CIPHER_MAC];
        size_t size;

        if (key->size == 0) {
                swtpm_blob_write_record(out, layer->clear, plain.size);
                bytes_write(out, plain.data, plain.size);
                return true;
        }
        size = cipher_size(key, plain.size);
        swtpm_blob_write_record(out, layer->encrypted, size);
        if (out->failed || size > out->capacity - out->size ||
            !cipher_encrypt(key, plain, out->data + out->size, iv, mac))
                return false;
        out->size += size;
        swtpm_blob_write_record(out, SWTPM_TAG_MAC, sizeof(mac));
        bytes_write(out, mac, sizeof(mac));
        swtpm_blob_write_record(out, layer->iv, key->size);
        bytes_write(out, iv, key->size);
        return true;
}

static uint16_t flags_of(const struct cipher_key *key, const struct layer *layer)
{
        if (key->size == 0)
                return 0;
        return (uint16_t)(layer->is_encrypted |
                          (key->size == CIPHER_KEY_MAX ? layer->has_256_bits : 0));
}

/* The records of a migration: those of a file, in another. */
static bool write_migrated(struct seal_keys keys, struct wire_blob state, struct bytes_writer *out)
{
        size_t capacity = state.size + SEAL_AROUND;
        uint8_t *room = malloc(capacity);
        struct bytes_writer inner = bytes_writer(room, room ? capacity : 0);
        bool ok = write_layer(keys.state, &state_layer, state, &inner) && !inner.failed &&
                  write_layer(keys.migration, &migration_layer,
                              (struct wire_blob){ room, inner.size }, out);

        OPENSSL_cleanse(room, inner.size);
        free(room);
        return ok;
}

size_t seal_write(struct seal_keys keys, struct wire_blob state, bool migrated, uint8_t *out,
                  size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);
        struct bytes_writer header = writer;
        uint16_t flags = flags_of(keys.state, &state_layer);
        bool ok;

        if (migrated)
                flags |= SWTPM_BLOB_MIGRATED | flags_of(keys.migration, &migration_layer);
        bytes_write_zero(&writer, SWTPM_BLOB_HEADER);
        ok = migrated ? write_migrated(keys, state, &writer)
                      : write_layer(keys.state, &state_layer, state, &writer);
        if (!ok || writer.failed)
                return 0;
        swtpm_blob_write_header(&header, flags, writer.size);
        return writer.size;
}

const char *seal_problem(enum seal_verdict verdict)
{
        switch (verdict) {
        case SEAL_OK:
                return "nothing is the matter with it";
        case SEAL_NO_KEY:
                return "it is encrypted, and no key was given (--key)";
        case SEAL_NO_MIGRATION_KEY:
                return "it is encrypted for a migration, and no key was given (--migration-key)";
        case SEAL_OTHER_SIZE:
                return "it is encrypted with a key of another size (mode=aes-128-cbc or aes-256-cbc)";
        case SEAL_WRONG_KEY:
                return "it is encrypted with another key than the one given, or was changed";
        case SEAL_NOT_ENCRYPTED:
                return "it is not encrypted, and a key was given for it";
        case SEAL_NO_MEMORY:
                return "there is no memory for it";
        case SEAL_DAMAGED:
                break;
        }
        return "it is not a state of swtpm's, or it is damaged";
}
