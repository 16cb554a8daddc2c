/*
 * services/vtpm/commands/startup.c - see startup.h. Each function is one table of TPM 2.0 Part 3, both
 * ways.
 */
#include "services/vtpm/commands/startup.h"
#include "services/vtpm/commands/run.h"

#define FULL_TEST 1

/* There is one thread, and a command is large. */
static struct tpm_command command;

int tpm_startup(void)
{
        tpm_begin(&command, "TPM2_Startup", TPM_ST_NO_SESSIONS, TPM_CC_STARTUP);
        bytes_write_be16(&command.out, TPM_SU_CLEAR);
        return tpm_run_plain(&command);
}

int tpm_self_test(void)
{
        tpm_begin(&command, "TPM2_SelfTest", TPM_ST_NO_SESSIONS, TPM_CC_SELF_TEST);
        bytes_write_u8(&command.out, FULL_TEST);
        return tpm_run_plain(&command);
}

int tpm_shutdown(void)
{
        tpm_begin(&command, "TPM2_Shutdown", TPM_ST_NO_SESSIONS, TPM_CC_SHUTDOWN);
        bytes_write_be16(&command.out, TPM_SU_CLEAR);
        return tpm_run_plain(&command);
}

int tpm_resume(bool *resumed)
{
        struct tpm_response response;
        uint32_t code;

        tpm_begin(&command, "TPM2_Startup", TPM_ST_NO_SESSIONS, TPM_CC_STARTUP);
        bytes_write_be16(&command.out, TPM_SU_STATE);
        if (tpm_try(&command, TPM_RESPONSE_PLAIN, &response, &code))
                return -1;
        *resumed = code == TPM_RC_SUCCESS;
        return 0;
}

/* TPMS_TIME_INFO: the time since the start, the clock, how often there was a reset and a restart, whether it is safe. */
int tpm_read_clock(uint64_t *clock)
{
        struct tpm_response response;
        struct bytes_reader *in = &response.parameters;

        tpm_begin(&command, "TPM2_ReadClock", TPM_ST_NO_SESSIONS, TPM_CC_READ_CLOCK);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        bytes_read_be64(in);
        *clock = bytes_read_be64(in);
        bytes_read_be64(in);
        bytes_read_u8(in);
        return tpm_finish(&command, &response);
}

int tpm_set_clock(uint64_t clock)
{
        tpm_begin(&command, "TPM2_ClockSet", TPM_ST_SESSIONS, TPM_CC_CLOCK_SET);
        bytes_write_be32(&command.out, TPM_RH_PLATFORM);
        tpm_authorize(&command, NULL);
        bytes_write_be64(&command.out, clock);
        return tpm_run_plain(&command);
}
