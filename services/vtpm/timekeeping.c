/* services/vtpm/timekeeping.c - see timekeeping.h. */
#include "services/vtpm/timekeeping.h"
#include "lib/base/bytes.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/startup.h"
#include "services/vtpm/libtpms/orderly.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/libtpms/tpm.h"

#define BLOB_NAME "clock"

/*
 * Milliseconds. A clock may be told to run by a third faster (TPM2_ClockRateAdjust): in half of the time
 * ahead it does not get there.
 */
#define AHEAD 60000

static uint64_t due;    /* service_milliseconds() when a new time has to be kept */
static bool kept_ahead; /* since the power is on */

/* What the TPM's clock was when it was asked. It is asked seldom: each command ends an exclusive audit session. */
static struct {
        bool known;
        bool adjusted; /* it may run faster than ours */
        uint64_t clock;
        uint64_t at;
} asked;

static uint32_t code_of(const uint8_t *message, size_t size)
{
        struct bytes_reader in = bytes_reader(message, size);

        bytes_read_be16(&in);
        bytes_read_be32(&in);
        return bytes_read_be32(&in);
}

bool timekeeping_is_due(const uint8_t *command, size_t size)
{
        uint32_t code = code_of(command, size);

        return code == TPM_CC_STARTUP || code == TPM_CC_CLOCK_SET ||
               code == TPM_CC_CLOCK_RATE_ADJUST || service_milliseconds() >= due;
}

static uint64_t kept(void)
{
        size_t size;
        const uint8_t *data = state_load(BLOB_NAME, &size);
        struct bytes_reader in = bytes_reader(data, data ? size : 0);

        return bytes_read_be64(&in);
}

/* The state is written with the reply to the command. */
static void keep_ahead(uint64_t clock)
{
        uint8_t data[sizeof(uint64_t)];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        bytes_write_be64(&out, clock + AHEAD);
        if (state_store(BLOB_NAME, data, sizeof(data)))
                service_log("vtpm: there is no room for the time");
        else
                kept_ahead = true;
}

/* A platform's authorization value outlives only TPM2_Shutdown(STATE), which was orderly. */
static void catch_up(uint64_t *clock)
{
        uint64_t floor = kept();

        if (*clock < floor && tpm_set_clock(floor) == 0)
                *clock = floor;
}

static int read_clock(uint64_t now, uint64_t *clock)
{
        *clock = asked.clock + (now - asked.at);
        if (asked.known && !asked.adjusted)
                return 0;
        if (tpm_read_clock(clock))
                return -1;
        asked.known = true;
        asked.clock = *clock;
        asked.at = now;
        return 0;
}

void timekeeping_after(const uint8_t *command, size_t size, uint32_t code)
{
        uint32_t done = code_of(command, size);
        uint64_t now = service_milliseconds();
        uint64_t clock;

        if (code != TPM_RC_SUCCESS)
                return;
        due = now + AHEAD / 2;
        asked.adjusted |= done == TPM_CC_CLOCK_RATE_ADJUST;
        asked.known &= done != TPM_CC_STARTUP && done != TPM_CC_CLOCK_SET;
        if (read_clock(now, &clock))
                return;
        if (done == TPM_CC_STARTUP)
                catch_up(&clock);
        keep_ahead(clock);
        asked.known &= done != TPM_CC_STARTUP || clock == asked.clock;
}

void timekeeping_power_off(void)
{
        if (kept_ahead && !orderly_needs_shutdown())
                state_drop(BLOB_NAME);
        kept_ahead = false;
        asked.known = false;
        due = 0;
}

void timekeeping_forget(void)
{
        state_drop(BLOB_NAME);
}
