/*
 * services/vtpm/commands/key.h - keys and sessions (TPM 2.0 Part 3, TPM2_CreatePrimary, TPM2_EvictControl,
 * TPM2_FlushContext, TPM2_ReadPublic, TPM2_StartAuthSession, TPM2_PolicySecret).
 *
 * All return 0, or -1 after a log line. Where something may be missing, `found` says so and that is
 * no failure.
 */
#ifndef SERVICES_VTPM_COMMANDS_KEY_H
#define SERVICES_VTPM_COMMANDS_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/wire/tpm_public.h"

/* The bytes of a TPMT_PUBLIC. */
struct tpm_area {
        uint8_t data[TPM_PUBLIC_MAX];
        size_t size;
};

struct tpm_primary {
        uint32_t hierarchy;
        const uint8_t *template; /* TPMT_PUBLIC */
        size_t template_size;
        const uint8_t *auth; /* the key's own authorization value */
        size_t auth_size;
};

/*
 * Makes a primary key; it is loaded at *@handle until flushed. *@allowed is false, and nothing is
 * made, if the hierarchy's authorization value is not empty.
 */
__attribute__((warn_unused_result)) int tpm_create_primary(const struct tpm_primary *primary,
                                                           uint32_t *handle,
                                                           struct tpm_area *public, bool *allowed);

/* By the owner: makes a loaded key persistent, or with @handle == @persistent removes it. */
__attribute__((warn_unused_result)) int tpm_evict_control(uint32_t handle, uint32_t persistent,
                                                          bool *allowed);
__attribute__((warn_unused_result)) int tpm_flush_context(uint32_t handle);
__attribute__((warn_unused_result)) int tpm_read_public(uint32_t handle, struct tpm_area *public,
                                                        bool *found);

/* A policy session of @hash that has done TPM2_PolicySecret of @hierarchy with empty password. */
__attribute__((warn_unused_result)) int tpm_secret_session(uint16_t hash, uint32_t hierarchy,
                                                           uint32_t *session);

#endif
