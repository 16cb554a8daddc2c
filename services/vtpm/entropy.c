/*
 * services/vtpm/entropy.c - see entropy.h.
 *
 * libtpms' own _plat__GetEntropy() falls back to rand() without a word when OpenSSL has no random
 * numbers (libtpms src/tpm2/Entropy.c). The linker puts ours in its place by --wrap.
 */
#include "services/vtpm/entropy.h"
#include "services/runtime/service.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

#define CHUNK 256 /* getrandom() gives so many at once, or none */

int32_t __wrap__plat__GetEntropy(unsigned char *entropy, uint32_t amount);

void entropy_fill(void *out, size_t size)
{
        uint8_t *next = out;

        while (size) {
                long got = getrandom(next, size < CHUNK ? size : CHUNK, 0);

                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0) {
                        service_log("vtpm: stopped: no random numbers");
                        _Exit(1);
                }
                next += got;
                size -= (size_t)got;
        }
}

/* Amount 0 resets the source; it returns the bytes given (TPM reference code, Platform_fp.h). */
int32_t __wrap__plat__GetEntropy(unsigned char *entropy, uint32_t amount)
{
        entropy_fill(entropy, amount);
        return (int32_t)amount;
}
