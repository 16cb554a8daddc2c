/* services/vtpm/libtpms/engine.c - see engine.h. */
#include "services/vtpm/libtpms/engine.h"
#include "lib/base/bytes.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/orderly.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/libtpms/tpm.h"

#include <libtpms/tpm_error.h>
#include <libtpms/tpm_library.h>
#include <libtpms/tpm_memory.h>
#include <libtpms/tpm_nvfilename.h>
#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

static bool is_on;
static bool abrupt;  /* nobody wants TPM2_Shutdown but the guest */
static bool resumed; /* from a volatile state that is still there */
static uint8_t current_locality;
static unsigned char *response_buffer; /* libtpms allocates it and makes it larger */
static uint32_t response_capacity;

static TPM_RESULT nothing_to_open(void)
{
        return TPM_SUCCESS;
}

/* libtpms frees what it is given with TPM_Free(). */
static TPM_RESULT load(unsigned char **data, uint32_t *length, uint32_t tpm, const char *name)
{
        size_t size;
        const uint8_t *blob = state_load(name, &size);
        TPM_RESULT result;

        (void)tpm;
        *data = NULL;
        if (!blob)
                return TPM_RETRY; /* there is none */
        result = TPM_Malloc(data, (uint32_t)size);
        if (result != TPM_SUCCESS)
                return result;
        memcpy(*data, blob, size);
        *length = (uint32_t)size;
        return TPM_SUCCESS;
}

static TPM_RESULT store(const unsigned char *data, uint32_t length, uint32_t tpm, const char *name)
{
        (void)tpm;
        return state_store(name, data, length) ? TPM_FAIL : TPM_SUCCESS;
}

static TPM_RESULT drop(uint32_t tpm, const char *name, TPM_BOOL must_exist)
{
        (void)tpm;
        return state_drop(name) && must_exist ? TPM_FAIL : TPM_SUCCESS;
}

static TPM_RESULT locality(TPM_MODIFIER_INDICATOR *out, uint32_t tpm)
{
        (void)tpm;
        *out = current_locality;
        return TPM_SUCCESS;
}

/* Nobody can be in front of this machine. */
static TPM_RESULT physical_presence(TPM_BOOL *out, uint32_t tpm)
{
        (void)tpm;
        *out = 0;
        return TPM_SUCCESS;
}

static struct libtpms_callbacks callbacks = {
        .sizeOfStruct = sizeof(callbacks),
        .tpm_nvram_init = nothing_to_open,
        .tpm_nvram_loaddata = load,
        .tpm_nvram_storedata = store,
        .tpm_nvram_deletename = drop,
        .tpm_io_init = nothing_to_open,
        .tpm_io_getlocality = locality,
        .tpm_io_getphysicalpresence = physical_presence,
};

static int failed(const char *what, TPM_RESULT result)
{
        service_log("vtpm: stopped: %s failed, libtpms error 0x%x", what, (unsigned int)result);
        return -1;
}

/*
 * No configuration file, no strings: there is no file system and nobody reads them. All digests and
 * ciphers stay, libtpms finds them by name.
 */
static void start_openssl(void)
{
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT |
                                    OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
                            NULL);
}

int vtpm_prepare(void)
{
        static bool configured;
        TPM_RESULT result;

        if (configured)
                return 0;
        start_openssl();
        result = TPMLIB_ChooseTPMVersion(TPMLIB_TPM_VERSION_2);
        if (result != TPM_SUCCESS)
                return failed("choosing TPM 2.0", result);
        result = TPMLIB_RegisterCallbacks(&callbacks);
        if (result != TPM_SUCCESS)
                return failed("registering callbacks", result);
        configured = true;
        return 0;
}

int vtpm_power_on(void)
{
        TPM_RESULT result;

        if (vtpm_prepare())
                return -1;
        result = TPMLIB_MainInit();
        if (result != TPM_SUCCESS)
                return failed("power on", result);
        is_on = true;
        resumed = vtpm_has_volatile();
        orderly_begin();
        return 0;
}

/* A TPM that does not take it loses its power as it is: one in failure mode, or not started. */
static void shut_down(void)
{
        static const uint8_t command[] = { 0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x45, 0, 0 };
        const uint8_t *response;
        size_t size;

        vtpm_exec(0, command, sizeof(command), &response, &size);
}

void vtpm_be_abrupt(void)
{
        abrupt = true;
}

void vtpm_power_off(void)
{
        if (is_on && !abrupt && orderly_needs_shutdown())
                shut_down();
        vtpm_power_cut();
}

void vtpm_power_cut(void)
{
        if (is_on)
                TPMLIB_Terminate();
        is_on = false;
}

bool vtpm_has_volatile(void)
{
        size_t size;

        return state_load(TPM_VOLATILESTATE_NAME, &size) != NULL;
}

void vtpm_forget_volatile(void)
{
        if (state_drop(TPM_VOLATILESTATE_NAME) == 0 && is_on)
                orderly_in_use();
        resumed = false;
}

bool vtpm_is_on(void)
{
        return is_on;
}

void vtpm_set_locality(uint8_t from)
{
        current_locality = from;
}

/* A response that is a return code only. */
static void answer_code(uint32_t code, const uint8_t **response, size_t *response_size)
{
        static uint8_t answer[TPM_HEADER_SIZE];
        struct bytes_writer out = bytes_writer(answer, sizeof(answer));

        bytes_write_be16(&out, TPM_ST_NO_SESSIONS);
        bytes_write_be32(&out, TPM_HEADER_SIZE);
        bytes_write_be32(&out, code);
        *response = answer;
        *response_size = sizeof(answer);
}

void vtpm_answer_retry(const uint8_t **response, size_t *response_size)
{
        answer_code(TPM_RC_RETRY, response, response_size);
}

/* A later start must not go back to where this one has begun. */
static void drop_what_it_went_on_from(void)
{
        state_drop(TPM_VOLATILESTATE_NAME);
        resumed = false;
}

void vtpm_exec(uint8_t from, const uint8_t *command, size_t size, const uint8_t **response,
               size_t *response_size)
{
        uint32_t length = 0;
        TPM_RESULT result;

        if (from > TPM_LOCALITY_MAX) {
                answer_code(TPM_RC_LOCALITY, response, response_size);
                return;
        }
        if (!is_on) {
                answer_code(TPM_RC_FAILURE, response, response_size);
                return;
        }
        current_locality = from;
        result = TPMLIB_Process(&response_buffer, &length, &response_capacity,
                                (unsigned char *)command, (uint32_t)size);
        if (result != TPM_SUCCESS || length < TPM_HEADER_SIZE || length > VTPM_BUFFER_MAX) {
                answer_code(TPM_RC_FAILURE, response, response_size);
                return;
        }
        orderly_executed(command, size, response_buffer, length);
        if (resumed && orderly_needs_shutdown())
                drop_what_it_went_on_from();
        *response = response_buffer;
        *response_size = length;
}
