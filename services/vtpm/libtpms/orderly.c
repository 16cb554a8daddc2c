/* services/vtpm/libtpms/orderly.c - see orderly.h. */
#include "services/vtpm/libtpms/orderly.h"
#include "lib/base/bytes.h"
#include "services/vtpm/libtpms/tpm.h"

static bool in_use;

void orderly_begin(void)
{
        in_use = false;
}

void orderly_in_use(void)
{
        in_use = true;
}

static uint32_t code_of(const uint8_t *message, size_t size)
{
        struct bytes_reader in = bytes_reader(message, size);

        bytes_read_be16(&in);
        bytes_read_be32(&in);
        return bytes_read_be32(&in);
}

/*
 * Commands that leave an orderly TPM as it is: drivers ask for random numbers, the time and
 * properties until the very end, also behind TPM2_Shutdown(STATE), whose state must not be lost.
 */
static bool changes_nothing(uint32_t command)
{
        switch (command) {
        case TPM_CC_SELF_TEST:
        case TPM_CC_NV_READ_PUBLIC:
        case TPM_CC_READ_PUBLIC:
        case TPM_CC_GET_CAPABILITY:
        case TPM_CC_GET_RANDOM:
        case TPM_CC_GET_TEST_RESULT:
        case TPM_CC_PCR_READ:
        case TPM_CC_READ_CLOCK:
                return true;
        default:
                return false;
        }
}

/* A command that failed may have changed something all the same: an authorization that was wrong does. */
void orderly_executed(const uint8_t *command, size_t size, const uint8_t *response,
                      size_t response_size)
{
        uint32_t code = code_of(command, size);

        if (code == TPM_CC_SHUTDOWN && code_of(response, response_size) == TPM_RC_SUCCESS)
                in_use = false;
        else if (code != TPM_CC_SHUTDOWN && !changes_nothing(code))
                in_use = true;
}

bool orderly_needs_shutdown(void)
{
        return in_use;
}
