/*
 * services/vtpm/commands/startup.h - a TPM that is switched on, tested and switched off (TPM 2.0 Part 3, "Start-up",
 * "Testing").
 *
 * All return 0, or -1 after a log line. Where something may be missing, `found` says so and that is
 * no failure.
 */
#ifndef SERVICES_VTPM_COMMANDS_STARTUP_H
#define SERVICES_VTPM_COMMANDS_STARTUP_H

#include <stdbool.h>
#include <stdint.h>

/* TPM2_Startup(CLEAR), TPM2_SelfTest(full), TPM2_Shutdown(CLEAR). */
__attribute__((warn_unused_result)) int tpm_startup(void);
__attribute__((warn_unused_result)) int tpm_self_test(void);
__attribute__((warn_unused_result)) int tpm_shutdown(void);

/* TPM2_Startup(STATE); *@resumed is false if no TPM2_Shutdown(STATE) has left one. */
__attribute__((warn_unused_result)) int tpm_resume(bool *resumed);

/* TPM2_ReadClock's Clock; TPM2_ClockSet by the platform. Milliseconds. */
__attribute__((warn_unused_result)) int tpm_read_clock(uint64_t *clock);
__attribute__((warn_unused_result)) int tpm_set_clock(uint64_t clock);

#endif
