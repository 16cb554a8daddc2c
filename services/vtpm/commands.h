/*
 * services/vtpm/commands.h - the TPM commands of a manufacture (TPM 2.0 Part 3).
 *
 * All return 0, or -1 after a log line. Where something may be missing, `found` says so and that is
 * no failure.
 */
#ifndef SERVICES_VTPM_COMMANDS_H
#define SERVICES_VTPM_COMMANDS_H

#include "lib/wire/tpm_public.h"
#include "services/vtpm/command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TPM_POLICY_MAX 64

/* The bytes of a TPMT_PUBLIC. */
struct tpm_area {
        uint8_t data[TPM_PUBLIC_MAX];
        size_t size;
};

/* TPM2_Startup(CLEAR), TPM2_SelfTest(full), TPM2_Shutdown(CLEAR). */
__attribute__((warn_unused_result)) int tpm_startup(void);
__attribute__((warn_unused_result)) int tpm_self_test(void);
__attribute__((warn_unused_result)) int tpm_shutdown(void);

/* ---- commands_capability.c */

/* One TPM property (TPM_PT_*). */
__attribute__((warn_unused_result)) int tpm_property(uint32_t property, uint32_t *value);

/* Whether the TPM has an algorithm, a curve, a command. */
__attribute__((warn_unused_result)) int tpm_has_algorithm(uint16_t algorithm, bool *found);
__attribute__((warn_unused_result)) int tpm_has_curve(uint16_t curve, bool *found);
__attribute__((warn_unused_result)) int tpm_has_command(uint32_t code, bool *found);

/* Whether it takes RSA keys, AES-CFB keys, of so many bits (TPM2_TestParms). */
__attribute__((warn_unused_result)) int tpm_takes_rsa(uint16_t bits, bool *found);
__attribute__((warn_unused_result)) int tpm_takes_aes(uint16_t bits, bool *found);

/* The banks of PCRs that the TPM can have, and which of them it has. */
#define TPM_BANKS_MAX 8
struct tpm_banks {
        uint32_t count;
        uint16_t algorithms[TPM_BANKS_MAX];
        bool allocated[TPM_BANKS_MAX];
};
__attribute__((warn_unused_result)) int tpm_read_banks(struct tpm_banks *banks);

/* By the platform; it takes effect with the next power-on. */
__attribute__((warn_unused_result)) int tpm_allocate_banks(const struct tpm_banks *banks);

/* ---- commands_key.c */

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

/* ---- commands_nv.c */

/* TPMS_NV_PUBLIC. */
struct tpm_nv_public {
        uint32_t index;
        uint16_t name_algorithm;
        uint32_t attributes;
        uint8_t policy[TPM_POLICY_MAX];
        size_t policy_size;
        uint16_t size;
};

/* An NV index and who may use it: the owner, the platform, or the index itself. */
struct tpm_nv_access {
        uint32_t by; /* TPM_RH_OWNER, TPM_RH_PLATFORM or the index */
        uint32_t index;
        struct tpm_authorization authorization;
};

/* @by: TPM_RH_PLATFORM or TPM_RH_OWNER, whose authorization value is empty. */
__attribute__((warn_unused_result)) int tpm_nv_define(uint32_t by,
                                                      const struct tpm_nv_public *public,
                                                      const uint8_t *auth, size_t auth_size);
__attribute__((warn_unused_result)) int tpm_nv_undefine(uint32_t by, uint32_t index);
__attribute__((warn_unused_result)) int tpm_nv_write(const struct tpm_nv_access *access,
                                                     const uint8_t *data, uint16_t size,
                                                     uint16_t offset);
__attribute__((warn_unused_result)) int tpm_nv_write_lock(const struct tpm_nv_access *access);

/* Reads exactly @size bytes. */
__attribute__((warn_unused_result)) int tpm_nv_read(const struct tpm_nv_access *access,
                                                    uint8_t *data, uint16_t size, uint16_t offset);
__attribute__((warn_unused_result)) int
tpm_nv_read_public(uint32_t index, struct tpm_nv_public *public, bool *found);

#endif
