/*
 * fuzz/wire/swtpm_blob.c - what somebody calls a TPM's state of swtpm's. What is found lies inside of it, and is found again in what
 * is written; with keys nothing is taken that they have not made.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/wire/swtpm_blob.h"
#include "lib/wire/swtpm_linear.h"
#include "services/vtpm/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cipher_key none;
static const struct cipher_key small = { { 1 }, 16 };
static const struct cipher_key large = { { 2 }, 32 };

/* Behind the front that has no key. */
static void write_clear(struct wire_blob state, bool migrated)
{
        uint8_t *written = malloc(SWTPM_BLOB_FRONT + state.size);
        struct wire_blob again;
        size_t front;

        if (!written)
                return;
        front = swtpm_blob_front(state.size, migrated, written);
        memcpy(written + front, state.data, state.size);
        if (swtpm_blob_read((struct wire_blob){ written, front + state.size }, &again) !=
                    SWTPM_BLOB_OK ||
            again.data != written + front || again.size != state.size)
                abort();
        free(written);
}

static void read_clear(const uint8_t *data, size_t size)
{
        struct wire_blob state;

        if (swtpm_blob_read((struct wire_blob){ data, size }, &state) != SWTPM_BLOB_OK ||
            state.size == 0)
                return;
        if (state.data < data || state.size > size - (size_t)(state.data - data))
                abort();
        write_clear(state, size % 2);
}

/* Nobody guesses a MAC: what is said to be encrypted is none of these keys'. */
static void read_encrypted(const uint8_t *data, size_t size)
{
        const struct seal_keys keys = { size % 2 ? &small : &large, size % 3 ? &small : &large };
        struct seal_state state;

        if (seal_open_strictly(keys, (struct wire_blob){ data, size }, &state) == SEAL_OK &&
            state.size)
                abort();
        seal_wipe(&state);
        if (seal_open(keys, (struct wire_blob){ data, size }, size % 5 == 0, &state) == SEAL_OK &&
            state.size > size)
                abort();
        seal_wipe(&state);
}

/* Any bytes come back out of a blob with keys, or with some of them. */
static void write_encrypted(const uint8_t *data, size_t size)
{
        const struct cipher_key *const some[] = { &none, &small, &large };
        const struct seal_keys keys = { some[size % 3], some[size / 3 % 3] };
        uint8_t *written = malloc(size + SEAL_AROUND);
        struct seal_state state;
        size_t length;

        if (!written)
                return;
        length = seal_write(keys, (struct wire_blob){ data, size }, true, written,
                            size + SEAL_AROUND);
        if (!length ||
            seal_open(keys, (struct wire_blob){ written, length }, false, &state) != SEAL_OK ||
            state.size != size || memcmp(state.data, data, size) != 0)
                abort();
        seal_wipe(&state);
        free(written);
}

/* A state that is found in a file lies inside of it. */
static void find_in_file(const uint8_t *data, size_t size)
{
        uint8_t header[SWTPM_LINEAR_HEADER] = { 0 };
        uint32_t offset;
        uint32_t length;

        memcpy(header, data, size < sizeof(header) ? size : sizeof(header));
        for (unsigned int number = 0; number < 16; number++)
                if (swtpm_linear_find(header, size, number, &offset, &length) && length &&
                    (offset > size || length > size - offset))
                        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size)
                find_in_file(data, size);
        read_clear(data, size);
        read_encrypted(data, size);
        if (size)
                write_encrypted(data, size);
        return 0;
}
