/*
 * fuzz/tpm/platform.c - any bytes from the simulator's platform channel, in two pieces: the power is given and taken in turns only,
 * and each word that is obeyed has one answer.
 */
#include "tools/common/send.h"
#include "tools/tpm/serve/platform.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t answered;

uint32_t twin_power(struct twin *twin, bool on)
{
        /* On and on again is a reset, and only of a TPM that is on. */
        if (!on && !twin->powered)
                abort();
        twin->powered = on;
        return SWTPM_SUCCESS;
}

int send_all(int fd, const void *data, size_t size, int flags)
{
        (void)fd;
        (void)data;
        (void)flags;
        answered += size;
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct twin twin = { .data = -1 };
        struct platform platform = { 0 };
        size_t first = size ? data[0] % size : 0;

        answered = 0;
        if (platform_take(&twin, &platform, -1, data, first) == 0 &&
            platform_take(&twin, &platform, -1, data + first, size - first) == 0 &&
            answered != size / sizeof(platform.word) * sizeof(uint32_t))
                abort();
        if (platform.size >= sizeof(platform.word))
                abort();
        return 0;
}
