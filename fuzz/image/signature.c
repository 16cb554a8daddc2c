/* fuzz/image/signature.c - a signature made elsewhere, and a file that is to be told by its first bytes, given anything. */
#include <stdlib.h>
#include <string.h>

#include "tools/common/kind.h"
#include "tools/common/p384.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The upper bytes of a number are none of P-384's. */
static void check_number(const uint8_t number[SNP_SCALAR_SIZE])
{
        for (size_t i = SNP_P384_SIZE; i < SNP_SCALAR_SIZE; i++) {
                if (number[i])
                        abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct snp_signature signature;
        const char *kind = file_kind(data, size);

        if (kind && strlen(kind) == 0)
                abort();
        if (p384_signature_from_der(data, size, &signature) && (size < 8 || data[0] != 0x30))
                abort();
        check_number(signature.r);
        check_number(signature.s);
        return 0;
}
