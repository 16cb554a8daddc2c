/* softsnp/start/tsc.c - see tsc.h. The PIT: Intel 8254 data sheet, and port 0x61 of the PC. */
#include "softsnp/start/tsc.h"

#include "lib/x86/cpu.h"
#include "softsnp/start/console.h"

#define PIT_HZ             1193182
#define PIT_CHANNEL_2      0x42
#define PIT_COMMAND        0x43
#define PIT_ONE_SHOT       0xb0 /* channel 2, low then high byte, mode 0 */
#define SYSTEM_CONTROL     0x61
#define SYSTEM_PIT_GATE    0x01
#define SYSTEM_PIT_SPEAKER 0x02
#define SYSTEM_PIT_OUTPUT  0x20

#define CALIBRATION_MS    10
#define CALIBRATION_RUNS  3
#define CALIBRATION_TICKS (PIT_HZ * CALIBRATION_MS / 1000)

static uint64_t measured_khz;

static uint64_t ticks_of_one_run(void)
{
        uint64_t start;

        outb(SYSTEM_CONTROL, (inb(SYSTEM_CONTROL) & ~SYSTEM_PIT_SPEAKER) | SYSTEM_PIT_GATE);
        outb(PIT_COMMAND, PIT_ONE_SHOT);
        outb(PIT_CHANNEL_2, CALIBRATION_TICKS & 0xff);
        outb(PIT_CHANNEL_2, CALIBRATION_TICKS >> 8);
        start = rdtsc();
        while (!(inb(SYSTEM_CONTROL) & SYSTEM_PIT_OUTPUT))
                ;
        return rdtsc() - start;
}

/* The shortest run is the truest: a host that is busy makes runs longer, nothing makes them shorter. */
void tsc_calibrate(void)
{
        uint64_t shortest = UINT64_MAX;

        for (int i = 0; i < CALIBRATION_RUNS; i++) {
                uint64_t ticks = ticks_of_one_run();

                if (ticks < shortest)
                        shortest = ticks;
        }
        measured_khz = shortest * PIT_HZ / ((uint64_t)CALIBRATION_TICKS * 1000);
        if (measured_khz == 0)
                machine_refuse("the TSC does not count");
}

uint64_t tsc_khz(void)
{
        return measured_khz;
}

void tsc_wait_microseconds(uint64_t microseconds)
{
        uint64_t end = rdtsc() + microseconds * measured_khz / 1000;

        while ((int64_t)(rdtsc() - end) < 0)
                cpu_relax();
}
