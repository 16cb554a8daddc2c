/* bench/tpm-exchange.c - see tpm-exchange.h. */
#include "bench/tpm-exchange.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define RC_RETRY 0x922

static uint8_t buffer[TPM_BUFFER_MAX];
struct bytes_writer tpm_command_bytes;

_Noreturn void fail(const struct tpm *tpm, const char *what, uint32_t code)
{
        fprintf(stderr, "tpm-client: %s: %s: 0x%x\n", tpm->name, what, (unsigned int)code);
        exit(1);
}

void tpm_disconnect(struct tpm *tpm)
{
        if (tpm->connection >= 0)
                close(tpm->connection);
        tpm->connection = -1;
}

/* As tpm2-tss does it. */
static bool connect_to(struct tpm *tpm)
{
        struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                       .sin_port = htons((uint16_t)tpm->port) };

        if (tpm->connection >= 0)
                return true;
        tpm->connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(tpm->connection, (struct sockaddr *)&address, sizeof(address)) == 0)
                return true;
        tpm_disconnect(tpm);
        return false;
}

void tpm_begin(uint16_t tag, uint32_t code)
{
        tpm_command_bytes = bytes_writer(buffer, sizeof(buffer));
        bytes_write_be16(&tpm_command_bytes, tag);
        bytes_write_be32(&tpm_command_bytes, 0);
        bytes_write_be32(&tpm_command_bytes, code);
}

void tpm_empty_password(void)
{
        bytes_write_be32(&tpm_command_bytes, 9);
        bytes_write_be32(&tpm_command_bytes, RS_PW);
        bytes_write_zero(&tpm_command_bytes, 5);
}

/* With one handle that has an empty authorization value. */
void tpm_begin_with(uint32_t code, uint32_t handle)
{
        tpm_begin(SESSIONS, code);
        bytes_write_be32(&tpm_command_bytes, handle);
        tpm_empty_password();
}

void tpm_write_sized(struct bytes_writer *out, const void *data, size_t size)
{
        bytes_write_be16(out, (uint16_t)size);
        bytes_write(out, data, size);
}

/* Returns the response's code; *@in is then behind its header. A response may come in pieces. */
static uint32_t exchange(struct tpm *tpm, struct bytes_reader *in)
{
        static uint8_t response[TPM_BUFFER_MAX];
        size_t size = 0;
        size_t wanted = 10;
        uint32_t code;

        if (!connect_to(tpm))
                fail(tpm, "nobody is there", 0);
        if (tpm_command_bytes.failed || send(tpm->connection, buffer, tpm_command_bytes.size,
                                             MSG_NOSIGNAL) != (ssize_t)tpm_command_bytes.size)
                fail(tpm, "a command cannot be sent", 0);
        while (size < wanted) {
                ssize_t got = recv(tpm->connection, response + size, sizeof(response) - size, 0);

                if (got <= 0)
                        fail(tpm, "no response", 0);
                size += (size_t)got;
                if (size >= 10)
                        wanted = (size_t)response[4] << 8 | response[5];
        }
        if (!tpm->keeps)
                tpm_disconnect(tpm);
        *in = bytes_reader(response, size);
        bytes_read_be16(in);
        bytes_read_be32(in);
        code = bytes_read_be32(in);
        return code;
}

/* The parameters of the response are there until the next tpm_command_bytes. */
struct bytes_reader tpm_run(struct tpm *tpm)
{
        struct bytes_writer size = bytes_writer(buffer + 2, 4);
        struct bytes_reader in;
        uint32_t code;

        bytes_write_be32(&size, (uint32_t)tpm_command_bytes.size);
        do
                code = exchange(tpm, &in);
        while (code == RC_RETRY);
        if (code) {
                fprintf(stderr, "tpm-client: command 0x%x\n",
                        (unsigned int)(buffer[8] << 8 | buffer[9]));
                fail(tpm, "the TPM answers", code);
        }
        return in;
}

bool tpm_connects(struct tpm *tpm)
{
        return connect_to(tpm);
}

void tpm_begin_nv(uint32_t code)
{
        tpm_begin(SESSIONS, code);
        bytes_write_be32(&tpm_command_bytes, TPM_RH_OWNER);
        bytes_write_be32(&tpm_command_bytes, NV_INDEX);
        tpm_empty_password();
}

void tpm_flush_handle(struct tpm *tpm, uint32_t handle)
{
        tpm_begin(NO_SESSIONS, FLUSH_CONTEXT);
        bytes_write_be32(&tpm_command_bytes, handle);
        tpm_run(tpm);
}
