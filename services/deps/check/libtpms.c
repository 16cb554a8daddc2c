/*
 * services/deps/check/libtpms.c - the libtpms that the services get: it runs, takes a profile of its own, has the size
 * of NV indices that profiles ask for, and keeps what is written into a large one over a power cycle. Exit
 * status 0, or the number of the step that failed.
 */
#include <libtpms/tpm_error.h>
#include <libtpms/tpm_library.h>
#include <libtpms/tpm_memory.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_MAX 8192
#define PIECE     1024

static unsigned char *permanent;
static uint32_t permanent_size;

static TPM_RESULT init(void)
{
        return TPM_SUCCESS;
}

static TPM_RESULT load(unsigned char **data, uint32_t *length, uint32_t tpm, const char *name)
{
        (void)tpm;
        if (strcmp(name, "permall") != 0 || !permanent)
                return TPM_RETRY;
        if (TPM_Malloc(data, permanent_size) != TPM_SUCCESS)
                return TPM_FAIL;
        memcpy(*data, permanent, permanent_size);
        *length = permanent_size;
        return TPM_SUCCESS;
}

static TPM_RESULT store(const unsigned char *data, uint32_t length, uint32_t tpm, const char *name)
{
        (void)tpm;
        if (strcmp(name, "permall") != 0)
                return TPM_SUCCESS;
        permanent = realloc(permanent, length);
        if (!permanent)
                return TPM_FAIL;
        memcpy(permanent, data, length);
        permanent_size = length;
        return TPM_SUCCESS;
}

static TPM_RESULT drop(uint32_t tpm, const char *name, TPM_BOOL must_exist)
{
        (void)tpm;
        (void)name;
        (void)must_exist;
        return TPM_SUCCESS;
}

static struct libtpms_callbacks callbacks = {
        .sizeOfStruct = sizeof(callbacks),
        .tpm_nvram_init = init,
        .tpm_nvram_loaddata = load,
        .tpm_nvram_storedata = store,
        .tpm_nvram_deletename = drop,
};

static unsigned char *response;

/* Runs a command; returns its code. */
static uint32_t run(unsigned char *command, uint32_t size)
{
        uint32_t length = 0;
        uint32_t capacity = 0;

        TPM_Free(response);
        response = NULL;
        if (TPMLIB_Process(&response, &length, &capacity, command, size) != TPM_SUCCESS ||
            length < 10)
                return UINT32_MAX;
        return (uint32_t)response[6] << 24 | (uint32_t)response[7] << 16 |
               (uint32_t)response[8] << 8 | response[9];
}

static int start(void)
{
        unsigned char startup[] = { 0x80, 1, 0, 0, 0, 12, 0, 0, 1, 0x44, 0, 0 };

        return TPMLIB_MainInit() == TPM_SUCCESS && run(startup, sizeof(startup)) == 0;
}

/* TPM_PT_NV_INDEX_MAX, 0x117. */
static int tells_its_limit(void)
{
        unsigned char command[] = { 0x80, 1, 0, 0, 0, 22,   0,    0, 1, 0x7a, 0,
                                    0,    0, 6, 0, 0, 0x01, 0x17, 0, 0, 0,    1 };

        return run(command, sizeof(command)) == 0 && response[25] == INDEX_MAX >> 8 &&
               response[26] == (INDEX_MAX & 0xff);
}

/* An index of the owner's: OWNERWRITE, AUTHWRITE, OWNERREAD, AUTHREAD, NO_DA. */
static uint32_t define(uint32_t size)
{
        unsigned char command[] = { 0x80,
                                    2,
                                    0,
                                    0,
                                    0,
                                    45,
                                    0,
                                    0,
                                    1,
                                    0x2a,
                                    0x40,
                                    0,
                                    0,
                                    1,
                                    0,
                                    0,
                                    0,
                                    9,
                                    0x40,
                                    0,
                                    0,
                                    9,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    14,
                                    1,
                                    0x80,
                                    0,
                                    1,
                                    0,
                                    0x0b,
                                    2,
                                    6,
                                    0,
                                    6,
                                    0,
                                    0,
                                    (unsigned char)(size >> 8),
                                    (unsigned char)size };

        return run(command, sizeof(command));
}

/* Writes or reads one piece; the header has the handles and an empty password. */
static uint32_t access_piece(unsigned char code, uint32_t offset)
{
        static unsigned char command[35 + PIECE] = { 0x80, 2, 0, 0, 0,    0, 0, 0, 1, 0, 0x40,
                                                     0,    0, 1, 1, 0x80, 0, 1, 0, 0, 0, 9,
                                                     0x40, 0, 0, 9, 0,    0, 0, 0, 0 };
        uint32_t size = code == 0x37 ? 31 + 2 + PIECE + 2 : 31 + 4;
        unsigned char *end = command + size;

        command[4] = (unsigned char)(size >> 8);
        command[5] = (unsigned char)size;
        command[9] = code;
        command[31] = PIECE >> 8;
        command[32] = PIECE & 0xff;
        if (code == 0x37)
                memset(command + 33, (int)(1 + offset / PIECE), PIECE);
        end[-2] = (unsigned char)(offset >> 8);
        end[-1] = (unsigned char)offset;
        return run(command, size);
}

static int writes_all(void)
{
        for (uint32_t offset = 0; offset < INDEX_MAX; offset += PIECE) {
                if (access_piece(0x37, offset) != 0)
                        return 0;
        }
        return 1;
}

static int reads_all(void)
{
        for (uint32_t offset = 0; offset < INDEX_MAX; offset += PIECE) {
                if (access_piece(0x4e, offset) != 0 || response[16] != 1 + offset / PIECE ||
                    response[15 + PIECE] != 1 + offset / PIECE)
                        return 0;
        }
        return 1;
}

/* A profile that the TPM is made with and keeps: reading it takes regular expressions. */
static int takes_profiles(void)
{
        return TPMLIB_SetProfile("{\"Name\":\"no such\"}") != TPM_SUCCESS &&
               TPMLIB_SetProfile("{\"Name\":\"default-v1\"}") == TPM_SUCCESS;
}

static int has_its_profile(void)
{
        char *text = TPMLIB_GetInfo(TPMLIB_INFO_ACTIVE_PROFILE);
        int found = text && strstr(text, "\"Name\":\"default-v1\"") != NULL;

        free(text);
        return found;
}

int main(void)
{
        if (TPMLIB_ChooseTPMVersion(TPMLIB_TPM_VERSION_2) != TPM_SUCCESS ||
            TPMLIB_RegisterCallbacks(&callbacks) != TPM_SUCCESS || !takes_profiles() || !start() ||
            !has_its_profile())
                return 1;
        if (!tells_its_limit())
                return 2;
        if (define(INDEX_MAX + 1) == 0)
                return 3;
        if (define(INDEX_MAX) != 0)
                return 4;
        if (!writes_all() || !reads_all())
                return 5;
        TPMLIB_Terminate();
        if (!start() || !reads_all())
                return 6;
        return 0;
}
