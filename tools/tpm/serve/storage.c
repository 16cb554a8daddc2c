/* tools/tpm/serve/storage.c - see storage.h. */
#include "tools/tpm/serve/storage.h"

#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "tools/tpm/serve/swtpm_control.h"

#include <string.h>

static uint32_t tell(const struct vtpmd *vtpmd, uint8_t writes)
{
        const uint8_t message[] = { VTPM_CONTROL, VTPM_CONTROL_STORAGE, writes };
        uint8_t reply[VTPMD_MESSAGE_MAX];
        struct bytes_reader in;
        long size = -1;
        uint32_t result;

        if (vtpmd_send(vtpmd, message, sizeof(message)) == 0)
                size = vtpmd_receive(vtpmd, reply, sizeof(reply));
        in = bytes_reader(reply, size < 0 ? 0 : (size_t)size);
        result = bytes_read_be32(&in);
        return in.failed ? SWTPM_FAIL : result;
}

uint32_t storage_let_go(const struct vtpmd *vtpmd)
{
        uint32_t result = tell(vtpmd, 0);

        if (result == SWTPM_SUCCESS)
                vtpmd_unlock(vtpmd);
        return result;
}

uint32_t storage_take(const struct vtpmd *vtpmd, uint32_t retries)
{
        uint32_t result;

        if (!vtpmd_lock(vtpmd, retries))
                return SWTPM_FAIL;
        result = tell(vtpmd, 1);
        if (result != SWTPM_SUCCESS)
                vtpmd_unlock(vtpmd);
        return result;
}

bool storage_read_words(const char *words, bool *incoming, bool *release)
{
        while (words && *words) {
                size_t length = strcspn(words, ",");

                if (length == strlen("incoming") && strncmp(words, "incoming", length) == 0)
                        *incoming = true;
                else if (length == strlen("release-lock-outgoing") &&
                         strncmp(words, "release-lock-outgoing", length) == 0)
                        *release = true;
                else
                        return false;
                words += length + (words[length] == ',');
        }
        return true;
}
