/* softsnp/start/tsc.c - see tsc.h. The PIT: Intel 8254 data sheet, and port 0x61 of the PC. */
#include "softsnp/start/tsc.h"

#include <stdbool.h>

#include "lib/x86/cpu.h"
#include "softsnp/start/console.h"

#define PIT_HZ             1193182
#define PIT_CHANNEL_2      0x42
#define PIT_COMMAND        0x43
#define PIT_COUNT_DOWN     0xb0 /* channel 2, low then high byte, mode 0 */
#define PIT_LATCH          0x80 /* channel 2: keep the count for reading */
#define PIT_START_COUNT    0xffff
#define SYSTEM_CONTROL     0x61
#define SYSTEM_PIT_GATE    0x01
#define SYSTEM_PIT_SPEAKER 0x02
#define SYSTEM_PIT_OUTPUT  0x20 /* high when the count has reached 0 */

/* 30 ms: more than half of what the PIT can count, so that reading it weighs little. */
#define CALIBRATION_TICKS (PIT_HZ / 1000 * 30)
#define SAMPLES           16
#define ATTEMPTS          50

/* Both counters at one moment. */
struct sample {
        uint64_t tsc;
        uint64_t uncertainty; /* TSC ticks that the reading took */
        unsigned int count;   /* the PIT's, which counts down */
};

static uint64_t measured_khz;

/*
 * Latched, so that both bytes are of the same moment; the TSC is read before, and again behind to
 * see how long it took.
 */
static struct sample read_both(void)
{
        struct sample sample = { .tsc = rdtsc() };

        outb(PIT_COMMAND, PIT_LATCH);
        sample.count = inb(PIT_CHANNEL_2);
        sample.count |= (unsigned int)inb(PIT_CHANNEL_2) << 8;
        sample.uncertainty = rdtsc() - sample.tsc;
        return sample;
}

/* The quickest of several readings: a busy host may have stopped us in the middle of the others. */
static struct sample best_sample(void)
{
        struct sample best = read_both();

        for (int i = 1; i < SAMPLES; i++) {
                struct sample sample = read_both();

                if (sample.uncertainty < best.uncertainty)
                        best = sample;
        }
        return best;
}

/*
 * The gate lets channel 2 count; the speaker stays silent. The count begins when its high byte is
 * written.
 */
static void start_counting(void)
{
        outb(SYSTEM_CONTROL, (inb(SYSTEM_CONTROL) & ~SYSTEM_PIT_SPEAKER) | SYSTEM_PIT_GATE);
        outb(PIT_COMMAND, PIT_COUNT_DOWN);
        outb(PIT_CHANNEL_2, PIT_START_COUNT & 0xff);
        outb(PIT_CHANNEL_2, PIT_START_COUNT >> 8);
}

static bool has_wrapped(void)
{
        return inb(SYSTEM_CONTROL) & SYSTEM_PIT_OUTPUT;
}

/* 0 if the PIT came to its end before we did: it counts for 55 ms only. */
static uint64_t measure(void)
{
        struct sample first;
        struct sample last;

        start_counting();
        first = best_sample();
        while (first.count - read_both().count < CALIBRATION_TICKS)
                if (has_wrapped())
                        return 0;
        last = best_sample();
        if (has_wrapped() || last.count >= first.count)
                return 0;
        return (last.tsc - first.tsc) * PIT_HZ / ((uint64_t)(first.count - last.count) * 1000);
}

/*
 * How long we wait between the samples does not matter, since both counters go on while a busy host lets others run: only
 * the samples must be quick.
 */
void tsc_calibrate(void)
{
        for (int i = 0; i < ATTEMPTS && measured_khz == 0; i++)
                measured_khz = measure();
        if (measured_khz == 0)
                machine_refuse("the TSC cannot be measured against the PIT");
}

uint64_t tsc_khz(void)
{
        return measured_khz;
}

/* The difference is signed, so that the TSC may wrap. */
void tsc_wait_microseconds(uint64_t microseconds)
{
        uint64_t end = rdtsc() + microseconds * measured_khz / 1000;

        while ((int64_t)(rdtsc() - end) < 0)
                cpu_relax();
}
