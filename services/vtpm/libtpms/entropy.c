/*
 * services/vtpm/libtpms/entropy.c - see entropy.h.
 *
 * libtpms' own _plat__GetEntropy() falls back to rand() without a word when OpenSSL has no random
 * numbers (libtpms src/tpm2/Entropy.c). The linker puts ours in its place by --wrap.
 *
 * The kernel's numbers are what the CPU's sources give, not hashed. Here each block is SHA-512 of a state that everything before
 * went into, and of twice as many of them as it has bits: a source that is worse than it says must have less than half
 * of its entropy before a key notices, and what comes out says nothing about the state.
 */
#include "services/vtpm/libtpms/entropy.h"
#include "services/runtime/service.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define CHUNK 256 /* getrandom() gives so many at once, or none */
#define BLOCK SHA512_DIGEST_LENGTH

enum { LABEL_STATE = 1, LABEL_BLOCK = 2 };

static uint8_t state[BLOCK];

int32_t __wrap__plat__GetEntropy(unsigned char *entropy, uint32_t amount);

static void from_kernel(uint8_t *out, size_t size)
{
        while (size) {
                long got = getrandom(out, size < CHUNK ? size : CHUNK, 0);

                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0) {
                        service_log("vtpm: stopped: no random numbers");
                        _Exit(1);
                }
                out += got;
                size -= (size_t)got;
        }
}

/* The state's next value and one block; @label keeps the two apart. */
static void digest(uint8_t label, uint8_t *out)
{
        struct {
                uint8_t label;
                uint8_t state[BLOCK];
                uint8_t fresh[2 * BLOCK];
        } input = { .label = label };

        memcpy(input.state, state, sizeof(state));
        if (label == LABEL_STATE)
                from_kernel(input.fresh, sizeof(input.fresh));
        SHA512((const uint8_t *)&input, sizeof(input), out);
        OPENSSL_cleanse(&input, sizeof(input));
}

void entropy_fill(void *out, size_t size)
{
        uint8_t *next = out;
        uint8_t block[BLOCK];

        while (size) {
                size_t part = size < BLOCK ? size : BLOCK;

                digest(LABEL_STATE, block);
                memcpy(state, block, sizeof(state));
                digest(LABEL_BLOCK, block);
                memcpy(next, block, part);
                next += part;
                size -= part;
        }
        OPENSSL_cleanse(block, sizeof(block));
}

/* Amount 0 resets the source; it returns the bytes given (TPM reference code, Platform_fp.h). */
int32_t __wrap__plat__GetEntropy(unsigned char *entropy, uint32_t amount)
{
        entropy_fill(entropy, amount);
        return (int32_t)amount;
}
