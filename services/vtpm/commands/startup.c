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
