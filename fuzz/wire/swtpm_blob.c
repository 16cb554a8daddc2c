/* fuzz/wire/swtpm_blob.c - what somebody calls a TPM's state of swtpm's. What is found lies inside of it, and is found again in what is written. */
#include <stdlib.h>
#include <string.h>

#include "lib/wire/swtpm_blob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct wire_blob state;
        struct wire_blob again;
        uint8_t *written;
        size_t front;

        if (swtpm_blob_read((struct wire_blob){ data, size }, &state) != SWTPM_BLOB_OK ||
            state.size == 0)
                return 0;
        if (state.data < data || state.size > size - (size_t)(state.data - data))
                abort();
        written = malloc(SWTPM_BLOB_FRONT + state.size);
        if (!written)
                return 0;
        front = swtpm_blob_front(state.size, size % 2, written);
        memcpy(written + front, state.data, state.size);
        if (swtpm_blob_read((struct wire_blob){ written, front + state.size }, &again) !=
                    SWTPM_BLOB_OK ||
            again.data != written + front || again.size != state.size)
                abort();
        free(written);
        return 0;
}
