/* tools/tpm/swtpm/states.c - see states.h. */
#include "tools/tpm/swtpm/states.h"

#include "lib/base/bytes.h"
#include "lib/wire/state_slot.h"

#include <openssl/sha.h>

#include <string.h>

/* state_file.c's. */
#define MAGIC       UINT64_C(0x4353575354415445)
#define VERSION_MAX 255
#define BLOBS_MAX   64

/* libtpms' names of states, and swtpm's words for them. Other blobs are the profile's own. */
static const struct {
        const char *blob, *word;
} names[] = { { "permall", "permall" },
              { "volatilestate", "volatile" },
              { "savestate", "savestate" } };

static const char *word_for(const uint8_t *name, size_t size)
{
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                if (name && strlen(names[i].blob) == size && memcmp(names[i].blob, name, size) == 0)
                        return names[i].word;
        return NULL;
}

static void skip_sized(struct bytes_reader *in)
{
        bytes_take(in, bytes_read_be16(in));
}

/* Up to the number of blobs. */
static int read_header(struct bytes_reader *in, uint32_t *count)
{
        uint64_t magic = bytes_read_be64(in);
        uint32_t version = bytes_read_be32(in);

        skip_sized(in); /* the profile's name */
        skip_sized(in); /* and its digest */
        *count = bytes_read_be32(in);
        return in->failed || magic != MAGIC || version > VERSION_MAX || *count > BLOBS_MAX ? -1 : 0;
}

/* Reads all blobs; with @out it prints those that have a word. */
static int walk(const uint8_t *data, size_t size, FILE *out)
{
        struct bytes_reader in = bytes_reader(data, size);
        const char *separator = "";
        uint32_t count;

        if (read_header(&in, &count))
                return -1;
        for (uint32_t i = 0; i < count; i++) {
                size_t length = bytes_read_be16(&in);
                const char *word = word_for(bytes_take(&in, length), length);
                uint32_t blob = bytes_read_be32(&in);

                bytes_take(&in, blob);
                if (in.failed)
                        return -1;
                if (!word || !out)
                        continue;
                fprintf(out, "%s {\"name\": \"%s\", \"size\": %u}", separator, word,
                        (unsigned int)blob);
                separator = ",";
        }
        return 0;
}

static bool is_whole(const uint8_t *place, struct state_slot *slot)
{
        uint8_t digest[SHA256_DIGEST_LENGTH];

        return state_slot_read(place, slot) && SHA256(place, state_slot_digested(slot), digest) &&
               memcmp(place + state_slot_digested(slot), digest, sizeof(digest)) == 0;
}

/* The newest state of a file with places for more than one. */
static bool find_newest(const uint8_t **data, size_t *size)
{
        struct state_slot newest = { 0 };
        size_t number = 0;

        for (unsigned int i = 0; i < STATE_SLOT_COUNT; i++) {
                const uint8_t *place = *data + (size_t)i * STATE_SLOT_ROOM;
                struct state_slot slot;

                if (!is_whole(place, &slot) ||
                    (newest.size && slot.generation <= newest.generation))
                        continue;
                newest = slot;
                number = i;
        }
        *data += number * STATE_SLOT_ROOM + STATE_SLOT_HEAD;
        *size = newest.size;
        return newest.size != 0;
}

int states_print(const uint8_t *data, size_t size, FILE *out)
{
        if (size == STATE_SLOT_FILE && !find_newest(&data, &size))
                return -1;
        if (size && walk(data, size, NULL))
                return -1;
        fputs("{ \"type\": \"swtpm\", \"states\": [", out);
        if (size && walk(data, size, out))
                return -1;
        fputs(size ? " ] }\n" : "] }\n", out);
        return 0;
}
