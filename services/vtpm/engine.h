/*
 * services/vtpm/engine.h - the TPM itself: the one seam over libtpms. The manufacture and the guest
 * send their commands through the same function.
 *
 * There is one TPM in a process. Its state lies in this process's memory.
 */
#ifndef SERVICES_VTPM_ENGINE_H
#define SERVICES_VTPM_ENGINE_H

#include <stddef.h>
#include <stdint.h>

/* Largest command and response. */
#define VTPM_BUFFER_MAX 4096

/*
 * Powers the TPM on; the first time this makes its seeds. It then waits for TPM2_Startup. Returns
 * 0, or -1 with a log line. Success is no proof of a good TPM: libtpms reports some failures by
 * failure mode only, so TPM2_Startup and TPM2_SelfTest must succeed too.
 */
__attribute__((warn_unused_result)) int vtpm_power_on(void);

/* Powers it off. What is permanent is kept for the next power_on. */
void vtpm_power_off(void);

/*
 * Runs one command of @size bytes from @locality (0 to TPM_LOCALITY_MAX; others get
 * TPM_RC_LOCALITY). *@response is valid until the next call, *@response_size at most
 * VTPM_BUFFER_MAX. Always gives a response: what the TPM cannot answer becomes TPM_RC_FAILURE.
 */
void vtpm_exec(uint8_t locality, const uint8_t *command, size_t size, const uint8_t **response,
               size_t *response_size);

/* Bytes of permanent state, for the log. */
size_t vtpm_state_size(void);

#endif
