/* tools/tpm/serve/platform.c - see platform.h. */
#include "tools/tpm/serve/platform.h"

#include "lib/base/bytes.h"
#include "tools/common/send.h"

/* Words of the simulator's platform channel, by their names there. */
enum platform_word {
        SIGNAL_POWER_ON = 1,
        SIGNAL_POWER_OFF = 2,
        SIGNAL_PHYS_PRES_ON = 3,
        SIGNAL_PHYS_PRES_OFF = 4,
        SIGNAL_CANCEL_ON = 9,
        SIGNAL_CANCEL_OFF = 10,
        SIGNAL_NV_ON = 11,
        SIGNAL_NV_OFF = 12,
        SIGNAL_KEY_CACHE_ON = 13,
        SIGNAL_KEY_CACHE_OFF = 14,
        SIGNAL_RESET = 17,
        SIGNAL_RESTART = 18,
        SESSION_END = 20,
        STOP = 21,
};

/* Power that is there already is not given again: the TPM would lose what it has. */
static uint32_t power(struct twin *twin, bool on)
{
        return twin->powered == on ? SWTPM_SUCCESS : twin_power(twin, on);
}

static uint32_t reset(struct twin *twin)
{
        return twin->powered ? twin_power(twin, true) : SWTPM_SUCCESS;
}

/*
 * Nobody can be in front of this machine, its memory is always there, it keeps no keys in store, and a command comes to its end:
 * those words are answered, and change nothing.
 */
static int obey(struct twin *twin, uint32_t word, uint32_t *result)
{
        *result = SWTPM_SUCCESS;
        switch (word) {
        case SIGNAL_POWER_ON:
        case SIGNAL_POWER_OFF:
                *result = power(twin, word == SIGNAL_POWER_ON);
                return 0;
        case SIGNAL_RESET:
        case SIGNAL_RESTART:
                *result = reset(twin);
                return 0;
        case SIGNAL_PHYS_PRES_ON:
        case SIGNAL_PHYS_PRES_OFF:
        case SIGNAL_CANCEL_ON:
        case SIGNAL_CANCEL_OFF:
        case SIGNAL_NV_ON:
        case SIGNAL_NV_OFF:
        case SIGNAL_KEY_CACHE_ON:
        case SIGNAL_KEY_CACHE_OFF:
                return 0;
        case STOP:
                twin->over = true;
                return -1;
        default:
                return -1;
        }
}

static int answer(int fd, uint32_t result)
{
        uint8_t reply[sizeof(result)];
        struct bytes_writer out = bytes_writer(reply, sizeof(reply));

        bytes_write_be32(&out, result);
        return send_all(fd, reply, out.size, 0);
}

int platform_take(struct twin *twin, struct platform *platform, int fd, const uint8_t *data,
                  size_t size)
{
        for (size_t i = 0; i < size; i++) {
                struct bytes_reader in;
                uint32_t result;

                platform->word[platform->size++] = data[i];
                if (platform->size < sizeof(platform->word))
                        continue;
                platform->size = 0;
                in = bytes_reader(platform->word, sizeof(platform->word));
                if (obey(twin, bytes_read_be32(&in), &result) || answer(fd, result))
                        return -1;
        }
        return 0;
}
