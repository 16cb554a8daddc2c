/* fuzz/tpm/swtpm_states.c - any bytes as the file of a TPM's state: what cannot be read prints nothing. */
#include "tools/tpm/swtpm/states.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        int result;

        if (!out)
                return 0;
        result = states_print(data, size, out);
        fclose(out);
        if ((result == 0) != (length != 0))
                abort();
        free(text);
        return 0;
}
