/* tools/tpm/serve/start_up.c - see start_up.h. */
#include "tools/tpm/serve/start_up.h"

#include "lib/base/bytes.h"
#include "tools/common/command.h"

#define NO_RESPONSE    0xffffffff
#define ST_NO_SESSIONS 0x8001
#define CC_STARTUP     0x144
#define CC_SHUTDOWN    0x145
#define RC_INITIALIZE  0x100 /* TPM2_Startup was given already */

uint32_t tpm_command(const struct vtpmd *vtpmd, const uint8_t *command, size_t size,
                     uint8_t *response, size_t *response_size)
{
        uint8_t message[VTPMD_MESSAGE_MAX];
        struct bytes_writer out = bytes_writer(message, sizeof(message));
        struct bytes_reader in;
        uint32_t code;
        long got = -1;

        bytes_write_u8(&out, 0);
        bytes_write(&out, command, size);
        if (!out.failed && vtpmd_send(vtpmd, message, out.size) == 0)
                got = vtpmd_receive(vtpmd, response, VTPMD_MESSAGE_MAX);
        *response_size = got > 0 ? (size_t)got : 0;
        in = bytes_reader(response, *response_size);
        bytes_read_be16(&in);
        bytes_read_be32(&in);
        code = bytes_read_be32(&in);
        return in.failed ? NO_RESPONSE : code;
}

/* A command whose only parameter is one of those types. */
static uint32_t typed_command(const struct vtpmd *vtpmd, uint32_t command, uint16_t type)
{
        uint8_t text[12];
        uint8_t response[VTPMD_MESSAGE_MAX];
        struct bytes_writer out = bytes_writer(text, sizeof(text));
        size_t size;

        bytes_write_be16(&out, ST_NO_SESSIONS);
        bytes_write_be32(&out, sizeof(text));
        bytes_write_be32(&out, command);
        bytes_write_be16(&out, type);
        return tpm_command(vtpmd, text, out.size, response, &size);
}

int tpm_start_up(const struct vtpmd *vtpmd, enum start_up type)
{
        uint32_t code = typed_command(vtpmd, CC_STARTUP, type);

        if (code == 0 || code == RC_INITIALIZE)
                return 0;
        return -command_error("tpm", "TPM2_Startup(%s) failed with 0x%x",
                              type == START_UP_STATE ? "STATE" : "CLEAR", (unsigned int)code);
}

int tpm_shut_down(const struct vtpmd *vtpmd)
{
        uint32_t code = typed_command(vtpmd, CC_SHUTDOWN, START_UP_CLEAR);

        return code == 0 ? 0
                         : -command_error("tpm", "TPM2_Shutdown failed with 0x%x",
                                          (unsigned int)code);
}
