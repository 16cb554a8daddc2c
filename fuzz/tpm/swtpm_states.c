/* fuzz/tpm/swtpm_states.c - any bytes as the file of a TPM's state, or as a place in it: what cannot be read prints nothing. */
#include "lib/wire/state_slot.h"
#include "tools/tpm/swtpm/states.h"

#include <openssl/sha.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(const uint8_t *data, size_t size)
{
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        int result;

        if (!out)
                return;
        result = states_print(data, size, out);
        fclose(out);
        if ((result == 0) != (length != 0))
                abort();
        free(text);
}

/* As the state of the second place, and as that place itself. */
static void print_place(const uint8_t *data, size_t size)
{
        static uint8_t file[STATE_SLOT_FILE];
        uint8_t *place = file + STATE_SLOT_ROOM;
        const struct state_slot slot = { .generation = 5, .size = size };
        size_t all = state_slot_digested(&slot) + STATE_SLOT_DIGEST;

        if (size == 0 || size > 4096)
                return;
        state_slot_write(&slot, place);
        memcpy(place + STATE_SLOT_HEAD, data, size);
        SHA256(place, state_slot_digested(&slot), place + state_slot_digested(&slot));
        print(file, sizeof(file));
        memset(place, 0, all);
        memcpy(place, data, size);
        print(file, sizeof(file));
        memset(place, 0, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        print(data, size);
        print_place(data, size);
        return 0;
}
