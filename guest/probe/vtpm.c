/* guest/probe/vtpm.c - protocol 2: QUERY and COMMAND, with commands that a TPM understands and others. */
#include "guest/probe/probe.h"
#include "lib/base/bytes.h"
#include "lib/base/memory.h"

/* Two pages in a row, so that a request can lie across their border. */
static _Alignas(4096) uint8_t buffer[2][4096];

#define TPM_ST_NO_SESSIONS 0x8001
#define TPM_CC_GET_RANDOM  0x17b
#define GET_RANDOM_SIZE    12

/* One page holds request and response: the SVSM writes over what it has read. */
static uint64_t command(uint64_t page)
{
        return svsm(SVSM_PROTOCOL_VTPM, SVSM_VTPM_COMMAND, page, 0, 0);
}

/* A request for @wanted random bytes at @at, claiming @size bytes for the platform command @number. */
static void get_random_at(uint8_t *at, uint32_t number, uint8_t locality, uint32_t size)
{
        struct bytes_writer writer = bytes_writer(at, 64);

        bytes_write_le32(&writer, number);
        bytes_write_u8(&writer, locality);
        bytes_write_le32(&writer, size);
        bytes_write_be16(&writer, TPM_ST_NO_SESSIONS);
        bytes_write_be32(&writer, GET_RANDOM_SIZE);
        bytes_write_be32(&writer, TPM_CC_GET_RANDOM);
        bytes_write_be16(&writer, 16);
}

/* The claims are the test's, the TPM's command behind them stays the right one. */
static uint64_t get_random(uint32_t number, uint8_t locality, uint32_t size)
{
        get_random_at(buffer[0], number, locality, size);
        return command((uint64_t)buffer[0]);
}

/* RCX has a bit for each platform command, RDX for each feature (SVSM 1.00, section 8). */
static void test_query(void)
{
        struct svsm_registers query = { .rax = svsm_number(SVSM_PROTOCOL_VTPM, SVSM_VTPM_QUERY) };

        expect("vTPM QUERY", svsm_call(&query), SVSM_SUCCESS);
        expect("platform commands", query.rcx, UINT64_C(1) << SVSM_VTPM_SEND_COMMAND);
        expect("features", query.rdx, 0);
        expect("unknown vTPM call", svsm(SVSM_PROTOCOL_VTPM, 77, 0, 0, 0),
               SVSM_ERR_UNSUPPORTED_CALL);
}

/*
 * What is wrong with the envelope is the SVSM's error and reaches no TPM: its size must fit the
 * page behind 9 bytes of header.
 */
static void test_refusals(void)
{
        uint64_t crossing = (uint64_t)buffer[1] - 16;

        for (const struct bad_address *bad = bad_addresses; bad->name; bad++)
                expect(bad->name, command(bad->address), bad->wanted);
        get_random_at(buffer[1] - 16, SVSM_VTPM_SEND_COMMAND, 0, GET_RANDOM_SIZE);
        expect_true("request crosses a page", command(crossing) != SVSM_SUCCESS);
        expect_true("unknown platform command", get_random(9, 0, GET_RANDOM_SIZE) != SVSM_SUCCESS);
        expect_true("size 0", get_random(SVSM_VTPM_SEND_COMMAND, 0, 0) != SVSM_SUCCESS);
        expect_true("largest size",
                    get_random(SVSM_VTPM_SEND_COMMAND, 0, UINT32_MAX) != SVSM_SUCCESS);
        expect_true("more than a page",
                    get_random(SVSM_VTPM_SEND_COMMAND, 0, 4096 - 9 + 1) != SVSM_SUCCESS);
        expect_true("locality 9",
                    get_random(SVSM_VTPM_SEND_COMMAND, 9, GET_RANDOM_SIZE) != SVSM_SUCCESS);
}

/* The response's size, and its TPM response code. */
static uint32_t response_code(uint32_t *size)
{
        struct bytes_reader reader = bytes_reader(buffer[0], sizeof(buffer[0]));

        *size = bytes_read_le32(&reader);
        (void)bytes_read_be16(&reader);
        (void)bytes_read_be32(&reader);
        return bytes_read_be32(&reader);
}

/* The TPM itself answers what is no TPM command, in its own way. */
static void test_commands(void)
{
        uint8_t first[16];
        uint32_t size;

        expect("GetRandom", get_random(SVSM_VTPM_SEND_COMMAND, 0, GET_RANDOM_SIZE), SVSM_SUCCESS);
        expect_true("firmware has not started the TPM", response_code(&size) == 0x100);
        memcpy(buffer[0] + 9, "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x44\x00\x00", 12);
        get_random_at(buffer[0], SVSM_VTPM_SEND_COMMAND, 0, 12);
        memcpy(buffer[0] + 9, "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x44\x00\x00", 12);
        expect("Startup", command((uint64_t)buffer[0]), SVSM_SUCCESS);
        expect("Startup's response code", response_code(&size), 0);

        expect("GetRandom", get_random(SVSM_VTPM_SEND_COMMAND, 0, GET_RANDOM_SIZE), SVSM_SUCCESS);
        expect("its response code", response_code(&size), 0);
        expect("its size", size, 28);
        memcpy(first, buffer[0] + 16, sizeof(first));
        expect("GetRandom again", get_random(SVSM_VTPM_SEND_COMMAND, 0, GET_RANDOM_SIZE),
               SVSM_SUCCESS);
        expect_true("other bytes", memcmp(first, buffer[0] + 16, sizeof(first)) != 0);

        memset(buffer[0], 0xee, sizeof(buffer[0]));
        get_random_at(buffer[0], SVSM_VTPM_SEND_COMMAND, 0, 4096 - 9);
        buffer[0][9] = 0xee;
        expect("nonsense", command((uint64_t)buffer[0]), SVSM_SUCCESS);
        expect_true("the TPM refuses it", response_code(&size) != 0 && size == 10);
        expect("GetRandom after nonsense", get_random(SVSM_VTPM_SEND_COMMAND, 0, GET_RANDOM_SIZE),
               SVSM_SUCCESS);
        expect("its response code", response_code(&size), 0);
}

/* Commands last: they start the TPM, and what was refused before must not have. */
void test_vtpm(void)
{
        test_query();
        test_refusals();
        test_commands();
}
