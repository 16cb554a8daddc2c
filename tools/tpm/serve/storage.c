/* tools/tpm/serve/storage.c - see storage.h. */
#include "tools/tpm/serve/storage.h"

#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"

#include <string.h>

uint32_t storage_need(struct twin *twin)
{
        const struct vtpmd_options *later = twin->later;
        int data = twin->data;

        if (!later)
                return SWTPM_SUCCESS;
        if (vtpmd_start(later, &twin->vtpmd))
                return SWTPM_FAIL;
        twin->later = NULL;
        if (twin_power(twin, false) != SWTPM_SUCCESS)
                return SWTPM_FAIL;
        twin->data = -1;
        return data >= 0 ? twin_attach(twin, data) : SWTPM_SUCCESS;
}

static uint32_t tell(struct twin *twin, uint8_t writes)
{
        const uint8_t message[] = { VTPM_CONTROL, VTPM_CONTROL_STORAGE, writes };
        uint8_t reply[VTPMD_MESSAGE_MAX];
        struct bytes_reader in;
        long size = -1;
        uint32_t result;

        if (vtpmd_send(&twin->vtpmd, message, sizeof(message)) == 0)
                size = vtpmd_receive(&twin->vtpmd, reply, sizeof(reply));
        twin->over = twin->over || size < 0;
        in = bytes_reader(reply, size < 0 ? 0 : (size_t)size);
        result = bytes_read_be32(&in);
        return in.failed ? SWTPM_FAIL : result;
}

uint32_t storage_let_go(struct twin *twin)
{
        uint32_t result = twin->let_go ? SWTPM_SUCCESS : tell(twin, 0);

        if (result == SWTPM_SUCCESS && !twin->let_go) {
                vtpmd_unlock(&twin->vtpmd);
                twin->let_go = true;
        }
        return result;
}

uint32_t storage_take(struct twin *twin, uint32_t retries)
{
        uint32_t result;

        if (!twin->let_go)
                return SWTPM_SUCCESS;
        if (!vtpmd_lock(&twin->vtpmd, retries))
                return SWTPM_FAIL;
        result = tell(twin, 1);
        if (result == SWTPM_SUCCESS)
                twin->let_go = false;
        else
                vtpmd_unlock(&twin->vtpmd);
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
