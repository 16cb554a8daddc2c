/*
 * fuzz/tpm/state.c - any bytes as the file that keeps a TPM, its digest made right: nothing of it is
 * taken but blobs with a name that lie inside of it.
 */
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/state_file.h"

#include <openssl/sha.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void service_log(const char *format, ...)
{
        (void)format;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct personality personality = { .name = "tcg-low" };
        uint8_t *file = malloc(size + SHA256_DIGEST_LENGTH);
        struct state_blob blob;

        if (!file)
                return 0;
        if (size)
                memcpy(file, data, size);
        SHA256(file, size, file + size);
        if (state_file_parse(&personality, file, size + SHA256_DIGEST_LENGTH) == 0 &&
            state_file_parse(&personality, file, size + SHA256_DIGEST_LENGTH - 1) == 0)
                abort(); /* a file that is cut short */
        free(file);
        while (state_blob(0, &blob)) {
                if (!*blob.name || blob.size == 0 || blob.size > size || state_drop(blob.name))
                        abort();
        }
        return 0;
}
