/* services/vtpm/libtpms/power.c - see engine.h: what is done to a TPM besides commands. */
#include "lib/svsm/vtpm_message.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/libtpms/orderly.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/libtpms/tpm.h"

#include <libtpms/tpm_error.h>
#include <libtpms/tpm_library.h>
#include <libtpms/tpm_memory.h>
#include <libtpms/tpm_nvfilename.h>
#include <libtpms/tpm_tis.h>

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

uint32_t vtpm_established(bool *is_set)
{
        TPM_BOOL set = 0;
        TPM_RESULT result = vtpm_is_on() ? TPM_IO_TpmEstablished_Get(&set) : TPM_FAIL;

        *is_set = set != 0;
        return result;
}

uint32_t vtpm_reset_established(uint8_t locality)
{
        if (!vtpm_is_on())
                return TPM_FAIL;
        if (locality > TPM_LOCALITY_MAX)
                return TPM_BAD_LOCALITY;
        vtpm_set_locality(locality);
        return TPM_IO_TpmEstablished_Reset();
}

uint32_t vtpm_hash_start(void)
{
        return vtpm_is_on() ? TPM_IO_Hash_Start() : TPM_FAIL;
}

uint32_t vtpm_hash_data(const uint8_t *data, size_t size)
{
        return vtpm_is_on() ? TPM_IO_Hash_Data(data, (uint32_t)size) : TPM_FAIL;
}

uint32_t vtpm_hash_end(void)
{
        return vtpm_is_on() ? TPM_IO_Hash_End() : TPM_FAIL;
}

/* A state of libtpms' making: it holds the TPM's seeds. */
static void forget(unsigned char *data, uint32_t size)
{
        OPENSSL_cleanse(data, size);
        TPM_Free(data);
}

uint32_t vtpm_store_volatile(void)
{
        unsigned char *data = NULL;
        uint32_t size = 0;
        TPM_RESULT result = vtpm_is_on() ? TPMLIB_VolatileAll_Store(&data, &size) : TPM_FAIL;

        if (result == TPM_SUCCESS && state_store(TPM_VOLATILESTATE_NAME, data, size))
                result = TPM_SIZE;
        if (result == TPM_SUCCESS)
                orderly_begin();
        forget(data, size);
        return result;
}

static bool state_type(uint8_t kind, enum TPMLIB_StateType *type)
{
        switch (kind) {
        case VTPM_STATE_PERMANENT:
                *type = TPMLIB_STATE_PERMANENT;
                return true;
        case VTPM_STATE_VOLATILE:
                *type = TPMLIB_STATE_VOLATILE;
                return true;
        case VTPM_STATE_SAVED:
                *type = TPMLIB_STATE_SAVE_STATE;
                return true;
        default:
                return false;
        }
}

/* A TPM without a saved state gives an empty one. */
uint32_t vtpm_get_state(uint8_t kind, uint8_t *data, size_t capacity, size_t *size)
{
        enum TPMLIB_StateType type;
        unsigned char *found = NULL;
        uint32_t length = 0;
        TPM_RESULT result;

        *size = 0;
        if (!state_type(kind, &type))
                return TPM_BAD_PARAMETER;
        result = TPMLIB_GetState(type, &found, &length);
        if (result == TPM_SUCCESS && length > capacity)
                result = TPM_SIZE;
        if (result == TPM_SUCCESS && length) {
                memcpy(data, found, length);
                *size = length;
        }
        forget(found, length);
        return result;
}

uint32_t vtpm_set_state(uint8_t kind, const uint8_t *data, size_t size)
{
        enum TPMLIB_StateType type;

        if (!state_type(kind, &type))
                return TPM_BAD_PARAMETER;
        if (vtpm_is_on())
                return TPM_INVALID_POSTINIT;
        return TPMLIB_SetState(type, data, (uint32_t)size);
}

uint32_t vtpm_buffer_size(uint32_t wanted, uint32_t *least, uint32_t *most)
{
        return TPMLIB_SetBufferSize(wanted, least, most);
}

uint32_t vtpm_info(uint64_t flags, char *text, size_t capacity, size_t *size)
{
        char *found = TPMLIB_GetInfo((enum TPMLIB_InfoFlags)flags);
        TPM_RESULT result = TPM_FAIL;

        if (found && strlen(found) <= capacity) {
                *size = strlen(found);
                memcpy(text, found, *size);
                result = TPM_SUCCESS;
        }
        free(found);
        return result;
}
