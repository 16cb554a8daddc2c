/*
 * The TPM's source of entropy, in place of the one that libtpms brings along.
 *
 * When RAND_bytes() fails, libtpms falls back without a word to rand() seeded with the time and the
 * process's number, and goes on to make the seeds of all of the TPM's keys from that. A TPM without
 * entropy must not come into being: here the failure goes back to libtpms' DRBG, which puts the TPM
 * into failure mode.
 */
#include <limits.h>
#include <stdint.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

/* Called by libtpms only, and declared in none of the headers it installs. */
int32_t _plat__GetEntropy(unsigned char *entropy, uint32_t amount);

/*
 * Fills @entropy with @amount bytes and returns their number, or returns -1. An amount of 0 asks
 * for the source to be made ready, for which ours needs nothing.
 */
int32_t _plat__GetEntropy(unsigned char *entropy, uint32_t amount)
{
        if (amount > INT_MAX)
                return -1;
        if (amount == 0)
                return 0;
        if (RAND_bytes(entropy, (int)amount) == 1)
                return (int32_t)amount;

        OPENSSL_cleanse(entropy, amount);
        return -1;
}
