/*
 * guest/probe/measure.c - how long a call takes, in ticks of the TSC. bench/boot reads these lines, and
 * bench/count-instructions stops at measured_command(), to count what one TPM command executes.
 */
#include "guest/probe/probe.h"
#include "lib/base/bytes.h"
#include "lib/x86/cpu.h"

/* The mean of so many; the first, which finds cold caches, is among them. */
#define ROUNDS 2000

static _Alignas(4096) uint8_t page[4096];

/* A QUERY_PROTOCOL does next to nothing in the SVSM: what it takes is the way there and back. */
static uint64_t ticks_of(uint64_t (*call)(struct svsm_registers *), uint64_t number, uint64_t rcx)
{
        uint64_t start = rdtsc();

        for (unsigned int i = 0; i < ROUNDS; i++) {
                struct svsm_registers registers = { .rax = number, .rcx = rcx };

                (void)call(&registers);
        }
        return (rdtsc() - start) / ROUNDS;
}

/* A TPM command (TCG TPM 2.0 Library, part 3) and what bench/ calls it. */
struct command {
        const char *name;
        const uint8_t *bytes;
        uint32_t size;
};

static const uint8_t get_random[] = "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x7b\x00\x10";
/* PCR 0 of the SHA-256 bank. */
static const uint8_t pcr_read[] = "\x80\x01\x00\x00\x00\x14\x00\x00\x01\x7e\x00\x00\x00\x01"
                                  "\x00\x0b\x03\x01\x00\x00";
/* PCR 16, which anybody may reset: an empty password, one SHA-256 digest. */
static const uint8_t pcr_extend[] = "\x80\x02\x00\x00\x00\x41\x00\x00\x01\x82\x00\x00\x00\x10"
                                    "\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00"
                                    "\x00\x00\x00\x01\x00\x0b"
                                    "0123456789abcdef0123456789abcdef";
/* The manufacturer. */
static const uint8_t get_capability[] =
        "\x80\x01\x00\x00\x00\x16\x00\x00\x01\x7a\x00\x00\x00\x06\x00\x00\x01\x05"
        "\x00\x00\x00\x01";

#define COMMAND(name, bytes)                   \
        {                                      \
                name, bytes, sizeof(bytes) - 1 \
        }
static const struct command commands[] = {
        COMMAND("GetRandom", get_random),
        COMMAND("PCR_Read", pcr_read),
        COMMAND("PCR_Extend", pcr_extend),
        COMMAND("GetCapability", get_capability),
};

/* One command, and nothing else, so that whoever single-steps it sees one. Returns the TPM's response code. */
__attribute__((noinline)) static uint32_t measured_command(const struct command *command)
{
        struct bytes_writer writer = bytes_writer(page, sizeof(page));
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_VTPM, SVSM_VTPM_COMMAND),
                .rcx = (uint64_t)page,
        };

        bytes_write_le32(&writer, SVSM_VTPM_SEND_COMMAND);
        bytes_write_u8(&writer, 0);
        bytes_write_le32(&writer, command->size);
        bytes_write(&writer, command->bytes, command->size);
        if (svsm_call(&registers) != SVSM_SUCCESS)
                return UINT32_MAX;
        /* The response's size, then its header: tag, size, code. */
        return (uint32_t)page[10] << 24 | (uint32_t)page[11] << 16 | (uint32_t)page[12] << 8 |
               page[13];
}

/* Not inlined, so that a debugger finds it. */
__attribute__((noinline)) static void measure_command(const struct command *command)
{
        uint32_t failed = 0;
        uint64_t start = rdtsc();

        for (unsigned int i = 0; i < ROUNDS; i++)
                failed |= measured_command(command);
        probe_log("ticks per %s: %lu", command->name, (rdtsc() - start) / ROUNDS);
        expect(command->name, failed, 0);
}

/*
 * After all tests: the vTPM was started by them, and a command that fails is measured for nothing.
 */
void measure(void)
{
        uint64_t query = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL);

        probe_log("ticks per call by MSR protocol: %lu", ticks_of(svsm_call, query, 1));
        probe_log("ticks per call by GHCB: %lu", ticks_of(svsm_call_by_ghcb, query, 1));
        for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
                measure_command(&commands[i]);
}
