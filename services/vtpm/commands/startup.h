/*
 * services/vtpm/commands/startup.h - a TPM that is switched on, tested and switched off (TPM 2.0 Part 3, "Start-up",
 * "Testing").
 *
 * All return 0, or -1 after a log line. Where something may be missing, `found` says so and that is
 * no failure.
 */
#ifndef SERVICES_VTPM_COMMANDS_STARTUP_H
#define SERVICES_VTPM_COMMANDS_STARTUP_H

/* TPM2_Startup(CLEAR), TPM2_SelfTest(full), TPM2_Shutdown(CLEAR). */
__attribute__((warn_unused_result)) int tpm_startup(void);
__attribute__((warn_unused_result)) int tpm_self_test(void);
__attribute__((warn_unused_result)) int tpm_shutdown(void);

#endif
