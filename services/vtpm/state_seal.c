/* services/vtpm/state_seal.c - see state_seal.h. */
#include "services/vtpm/state_seal.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/seal.h"
#include "services/vtpm/state_keys.h"

#include <openssl/crypto.h>

#include <string.h>

#define VERSION_CLEAR     1
#define VERSION_ENCRYPTED 2
#define SIZE_BYTES        4

/* Nothing here migrates. */
static struct seal_keys keys(void)
{
        return (struct seal_keys){ &state_keys()->state, &state_keys()->migration };
}

static bool has_key(void)
{
        return state_keys()->state.size != 0;
}

uint32_t state_seal_version(void)
{
        return has_key() ? VERSION_ENCRYPTED : VERSION_CLEAR;
}

void state_seal_write(struct bytes_writer *out, struct wire_blob blob)
{
        struct bytes_writer size_place = *out;
        size_t size;

        if (!has_key()) {
                bytes_write_be32(out, (uint32_t)blob.size);
                bytes_write(out, blob.data, blob.size);
                return;
        }
        bytes_write_zero(out, SIZE_BYTES);
        size = out->failed ? 0
                           : seal_write(keys(), blob, false, out->data + out->size,
                                        out->capacity - out->size);
        out->failed |= size == 0;
        out->size += size;
        bytes_write_be32(&size_place, (uint32_t)size);
}

/* The MAC is over whole files; a key of its own keeps it apart from those of blobs. */
static bool make_mac(struct wire_blob file, uint8_t mac[CIPHER_MAC])
{
        static const uint8_t purpose[] = "cashew tpm.state";
        const struct wire_blob what = { purpose, sizeof(purpose) - 1 };
        struct cipher_key key = { .size = CIPHER_KEY_MAX };
        bool ok = cipher_mac(&state_keys()->state, &what, 1, key.bytes) &&
                  cipher_mac(&key, &file, 1, mac);

        OPENSSL_cleanse(&key, sizeof(key));
        return ok;
}

void state_seal_end(struct bytes_writer *out)
{
        uint8_t mac[CIPHER_MAC];

        if (!has_key() || out->failed)
                return;
        if (make_mac((struct wire_blob){ out->data, out->size }, mac))
                bytes_write(out, mac, sizeof(mac));
        else
                out->failed = true;
}

const char *state_seal_check(uint32_t version, const uint8_t *data, size_t *size)
{
        uint8_t mac[CIPHER_MAC];

        if (version != VERSION_CLEAR && version != VERSION_ENCRYPTED)
                return "is not one of this version";
        if (version == VERSION_CLEAR)
                return has_key() ? "is not encrypted, and a key was given for it" : NULL;
        if (!has_key())
                return "is encrypted, and no key was given (--key)";
        if (*size < sizeof(mac))
                return "is cut short";
        *size -= sizeof(mac);
        if (!make_mac((struct wire_blob){ data, *size }, mac) ||
            CRYPTO_memcmp(data + *size, mac, sizeof(mac)) != 0)
                return "is encrypted with another key than the one given, or was changed";
        return NULL;
}

int state_seal_store(uint32_t version, const char *name, struct wire_blob blob)
{
        struct seal_state state;
        int result;

        if (version == VERSION_CLEAR)
                return state_store(name, blob.data, blob.size);
        if (seal_open_strictly(keys(), blob, &state) != SEAL_OK)
                return -1;
        result = state_store(name, state.data, state.size);
        seal_wipe(&state);
        return result;
}
