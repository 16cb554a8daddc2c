/*
 * services/vtpm/libtpms/engine.h - the TPM itself: the one seam over libtpms. The manufacture and the guest
 * send their commands through the same function.
 *
 * There is one TPM in a process. Its state lies in this process's memory.
 */
#ifndef SERVICES_VTPM_LIBTPMS_ENGINE_H
#define SERVICES_VTPM_LIBTPMS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest command and response. */
#define VTPM_BUFFER_MAX 4096

/* What vtpm_power_on() does once in a process before anything else. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int vtpm_prepare(void);

/*
 * Powers the TPM on; the first time this makes its seeds. It then waits for TPM2_Startup. Returns
 * 0, or -1 with a log line. Success is no proof of a good TPM: libtpms reports some failures by
 * failure mode only, so TPM2_Startup and TPM2_SelfTest must succeed too.
 */
__attribute__((warn_unused_result)) int vtpm_power_on(void);

/*
 * Powers it off, after TPM2_Shutdown(CLEAR) if nobody has sent one that still holds (orderly.h). What
 * is permanent is kept for the next power_on.
 */
void vtpm_power_off(void);

/* From now on vtpm_power_off() does only what vtpm_power_cut() does. */
void vtpm_be_abrupt(void);

/* The same without a word to the TPM: its state stays what it is. */
void vtpm_power_cut(void);

/*
 * Runs one command of @size bytes from @locality (0 to TPM_LOCALITY_MAX; others get
 * TPM_RC_LOCALITY). *@response is valid until the next call, *@response_size at most
 * VTPM_BUFFER_MAX. Always gives a response: what the TPM cannot answer becomes TPM_RC_FAILURE.
 */
void vtpm_exec(uint8_t locality, const uint8_t *command, size_t size, const uint8_t **response,
               size_t *response_size);

/* The answer to a command that has to come again later: the state is not ours now. */
void vtpm_answer_retry(const uint8_t **response, size_t *response_size);

/* Whether it is on. */
bool vtpm_is_on(void);

/* Whether there is a volatile state that a power_on would go on with. */
bool vtpm_has_volatile(void);

/* Drops the volatile state that a power_on would go on with. */
void vtpm_forget_volatile(void);

/*
 * ---- power.c: for control messages. Results are libtpms' TPM_RESULT, 0 for success.
 */

/* What VTPM_CONTROL_* of lib/svsm/vtpm_message.h say. */
uint32_t vtpm_established(bool *is_set);
uint32_t vtpm_reset_established(uint8_t locality);
uint32_t vtpm_hash_start(void);
uint32_t vtpm_hash_data(const uint8_t *data, size_t size);
uint32_t vtpm_hash_end(void);
uint32_t vtpm_store_volatile(void);

/* @kind: enum vtpm_state_kind. A state is set while the power is off and taken at the next power_on. */
uint32_t vtpm_get_state(uint8_t kind, uint8_t *data, size_t capacity, size_t *size);
uint32_t vtpm_set_state(uint8_t kind, const uint8_t *data, size_t size);

/* The TPM's buffer in bytes: set unless @wanted is 0. */
uint32_t vtpm_buffer_size(uint32_t wanted, uint32_t *least, uint32_t *most);

/* What the library says of itself, JSON text. */
uint32_t vtpm_info(uint64_t flags, char *text, size_t capacity, size_t *size);

/* The locality of whatever libtpms does next. */
void vtpm_set_locality(uint8_t locality);

#endif
