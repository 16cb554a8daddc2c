/*
 * guest/probe/both_vcpus.c - two vCPUs call the same service at the same time, over and over: the service moves between
 * them, and each gets its own answers.
 */
#include "guest/probe/probe.h"
#include "lib/base/bytes.h"
#include "lib/x86/cpu.h"

/* Enough that both vCPUs are often in a call at the same time. */
#define ROUNDS 500

static _Alignas(4096) uint8_t pages[2][4096];
static volatile bool go;
static volatile bool second_done;
static volatile uint32_t errors[2];

void second_main(void);

/* TPM2_GetRandom of @size bytes, so that an answer of the other vCPU would be seen. Returns whether it is ours. */
static bool get_random(uint64_t calling_area, uint8_t *page, uint16_t size)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_VTPM, SVSM_VTPM_COMMAND), .rcx = (uint64_t)page
        };
        struct bytes_writer writer = bytes_writer(page, 64);
        struct bytes_reader reader = bytes_reader(page, 64);

        bytes_write_le32(&writer, SVSM_VTPM_SEND_COMMAND);
        bytes_write_u8(&writer, 0);
        bytes_write_le32(&writer, 12);
        bytes_write(&writer, "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x7b", 10);
        bytes_write_be16(&writer, size);
        if (svsm_call_from(calling_area, &registers) != SVSM_SUCCESS)
                return false;
        return bytes_read_le32(&reader) == 12u + size;
}

static void call_over_and_over(unsigned int vcpu, uint64_t calling_area)
{
        for (unsigned int i = 0; i < ROUNDS; i++)
                if (!get_random(calling_area, pages[vcpu], vcpu ? 24 : 8))
                        errors[vcpu]++;
}

/*
 * Called by entry.S on the second vCPU. Its stack is small and nothing is printed here: the GHCB is
 * the first vCPU's.
 */
void second_main(void)
{
        second_ran = 1;
        while (!go)
                cpu_relax();
        call_over_and_over(1, (uint64_t)second_vcpu_area);
        second_done = true;
}

/*
 * Asked for different sizes, each vCPU knows its own answers. Without a second vCPU there is
 * nothing to see, and no test counts.
 */
void test_both_vcpus(void)
{
        if (!second_ran)
                return;
        go = true;
        call_over_and_over(0, probe.calling_area);
        while (!second_done)
                cpu_relax();
        expect("wrong answers at the first vCPU", errors[0], 0);
        expect("wrong answers at the second vCPU", errors[1], 0);
}
