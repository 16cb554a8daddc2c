/*
 * bench/tpm-client.c - how fast a TPM at a TCP port answers raw commands, one after the other.
 *
 *     tpm-client PORT SECONDS
 *
 * The TPM is started (TPM2_Startup) already. Prints "NAME NUMBER": for commands how many a second,
 * for keys the mean milliseconds of making one.
 */
#include "lib/base/bytes.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_MAX  4096
#define NO_SESSIONS 0x8001
#define SESSIONS    0x8002
#define RS_PW       UINT32_C(0x40000009)
#define RC_RETRY    0x922
#define RSA_KEYS    20
#define ECC_KEYS    200

enum command_code {
        PCR_EXTEND = 0x182,
        CREATE_PRIMARY = 0x131,
        QUOTE = 0x158,
        FLUSH_CONTEXT = 0x165,
        GET_RANDOM = 0x17b,
};

static int tpm;
static uint8_t buffer[BUFFER_MAX];
static struct bytes_writer command;

static void fail(const char *what, uint32_t code)
{
        fprintf(stderr, "tpm-client: %s: 0x%x\n", what, code);
        exit(1);
}

static void begin(uint16_t tag, uint32_t code)
{
        command = bytes_writer(buffer, sizeof(buffer));
        bytes_write_be16(&command, tag);
        bytes_write_be32(&command, 0);
        bytes_write_be32(&command, code);
}

static void empty_password(void)
{
        bytes_write_be32(&command, 9);
        bytes_write_be32(&command, RS_PW);
        bytes_write_zero(&command, 5);
}

/* Sends what was written. Returns the response's code; *@in is then behind its header. */
static uint32_t exchange(struct bytes_reader *in)
{
        static uint8_t response[BUFFER_MAX];
        ssize_t got;
        uint32_t code;

        if (command.failed || send(tpm, buffer, command.size, 0) != (ssize_t)command.size)
                fail("a command cannot be sent", 0);
        got = recv(tpm, response, sizeof(response), 0);
        *in = bytes_reader(response, got > 0 ? (size_t)got : 0);
        bytes_read_be16(in);
        bytes_read_be32(in);
        code = bytes_read_be32(in);
        if (in->failed)
                fail("no response", 0);
        return code;
}

/* The parameters of the response are there until the next command. */
static struct bytes_reader run(void)
{
        struct bytes_writer size = bytes_writer(buffer + 2, 4);
        struct bytes_reader in;
        uint32_t code;

        bytes_write_be32(&size, (uint32_t)command.size);
        do
                code = exchange(&in);
        while (code == RC_RETRY);
        if (code)
                fail("the TPM answers", code);
        return in;
}

static double seconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void get_random(uint32_t unused)
{
        (void)unused;
        begin(NO_SESSIONS, GET_RANDOM);
        bytes_write_be16(&command, 32);
        run();
}

static void pcr_extend(uint32_t pcr)
{
        begin(SESSIONS, PCR_EXTEND);
        bytes_write_be32(&command, pcr);
        empty_password();
        bytes_write_be32(&command, 1);
        bytes_write_be16(&command, TPM_ALG_SHA256);
        bytes_write_zero(&command, 32);
        run();
}

/* TPM2_Quote of PCR 0 to 7, SHA-256, with the key's own scheme. */
static void quote(uint32_t key)
{
        begin(SESSIONS, QUOTE);
        bytes_write_be32(&command, key);
        empty_password();
        bytes_write_be16(&command, 0);
        bytes_write_be16(&command, TPM_ALG_NULL);
        bytes_write_be32(&command, 1);
        bytes_write_be16(&command, TPM_ALG_SHA256);
        bytes_write(&command, "\3\xff\0\0", 4);
        run();
}

/* A template of a key that quotes, up to its unique field. */
static size_t write_head(struct bytes_writer *out, uint16_t type, uint16_t size)
{
        bytes_write_be16(out, type);
        bytes_write_be16(out, TPM_ALG_SHA256);
        bytes_write_be32(out, 0x00050072);
        bytes_write_be16(out, 0);
        bytes_write_be16(out, TPM_ALG_NULL);
        bytes_write_be16(out, type == TPM_ALG_RSA ? TPM_ALG_RSASSA : TPM_ALG_ECDSA);
        bytes_write_be16(out, TPM_ALG_SHA256);
        bytes_write_be16(out, size);
        if (type == TPM_ALG_RSA)
                bytes_write_be32(out, 0);
        else
                bytes_write_be16(out, TPM_ALG_NULL);
        return out->size;
}

/* A new key each time: its unique field is random. @size is the modulus' bits, or the curve. */
static uint32_t create(uint16_t type, uint16_t size)
{
        uint8_t template[128];
        uint8_t random[32];
        struct bytes_writer out = bytes_writer(template, sizeof(template));
        struct bytes_reader in;

        if (getrandom(random, sizeof(random), 0) != sizeof(random))
                fail("no random numbers", 0);
        write_head(&out, type, size);
        bytes_write_be16(&out, sizeof(random));
        bytes_write(&out, random, sizeof(random));
        if (type == TPM_ALG_ECC)
                bytes_write_be16(&out, 0);
        begin(SESSIONS, CREATE_PRIMARY);
        bytes_write_be32(&command, TPM_RH_ENDORSEMENT);
        empty_password();
        bytes_write(&command, "\0\4\0\0\0\0", 6);
        bytes_write_be16(&command, (uint16_t)out.size);
        bytes_write(&command, template, out.size);
        bytes_write_zero(&command, 6);
        in = run();
        return bytes_read_be32(&in);
}

static void flush(uint32_t handle)
{
        begin(NO_SESSIONS, FLUSH_CONTEXT);
        bytes_write_be32(&command, handle);
        run();
}

static void measure(const char *name, void (*once)(uint32_t), uint32_t handle, double length)
{
        double start = seconds();
        double now = start;
        unsigned int count = 0;

        for (; now - start < length; now = seconds(), count++)
                once(handle);
        printf("%s %.0f\n", name, count / (now - start));
}

static void measure_keys(const char *name, uint16_t type, uint16_t size, unsigned int count)
{
        double spent = 0;

        for (unsigned int i = 0; i < count; i++) {
                double start = seconds();
                uint32_t key = create(type, size);

                spent += seconds() - start;
                flush(key);
        }
        printf("%s %.2f\n", name, spent / count * 1000);
}

int main(int argc, char **argv)
{
        struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        double length;
        uint32_t key;

        if (argc != 3)
                return 2;
        address.sin_port = htons((uint16_t)atoi(argv[1]));
        length = atof(argv[2]);
        tpm = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(tpm, (struct sockaddr *)&address, sizeof(address)))
                fail("no TPM", 0);
        measure("GetRandom", get_random, 0, length);
        measure("PCR_Extend", pcr_extend, 16, length);
        key = create(TPM_ALG_ECC, TPM_ECC_NIST_P256);
        measure("Quote", quote, key, length);
        flush(key);
        measure_keys("RSA-2048", TPM_ALG_RSA, 2048, RSA_KEYS);
        measure_keys("P-256", TPM_ALG_ECC, TPM_ECC_NIST_P256, ECC_KEYS);
        measure_keys("P-384", TPM_ALG_ECC, TPM_ECC_NIST_P384, ECC_KEYS);
        close(tpm);
        return 0;
}
