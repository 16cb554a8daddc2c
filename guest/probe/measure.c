/*
 * guest/probe/measure.c - how long a call takes, in ticks of the TSC (instructions, under -icount shift=0).
 * bench/ reads these lines.
 */
#include "guest/probe/probe.h"
#include "lib/base/bytes.h"
#include "lib/x86/cpu.h"

#define ROUNDS 2000

static _Alignas(4096) uint8_t page[4096];

static uint64_t ticks_of(uint64_t (*call)(struct svsm_registers *), uint64_t number, uint64_t rcx)
{
        uint64_t start = rdtsc();

        for (unsigned int i = 0; i < ROUNDS; i++) {
                struct svsm_registers registers = { .rax = number, .rcx = rcx };

                (void)call(&registers);
        }
        return (rdtsc() - start) / ROUNDS;
}

static uint64_t ticks_of_get_random(void)
{
        uint64_t number = svsm_number(SVSM_PROTOCOL_VTPM, SVSM_VTPM_COMMAND);
        uint64_t start = rdtsc();

        for (unsigned int i = 0; i < ROUNDS; i++) {
                struct bytes_writer writer = bytes_writer(page, sizeof(page));
                struct svsm_registers registers = { .rax = number, .rcx = (uint64_t)page };

                bytes_write_le32(&writer, SVSM_VTPM_SEND_COMMAND);
                bytes_write_u8(&writer, 0);
                bytes_write_le32(&writer, 12);
                bytes_write(&writer, "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x7b\x00\x10", 12);
                (void)svsm_call(&registers);
        }
        return (rdtsc() - start) / ROUNDS;
}

void measure(void)
{
        uint64_t query = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL);

        probe_log("ticks per call by MSR protocol: %lu", ticks_of(svsm_call, query, 1));
        probe_log("ticks per call by GHCB: %lu", ticks_of(svsm_call_by_ghcb, query, 1));
        probe_log("ticks per GetRandom: %lu", ticks_of_get_random());
}
