/*
 * services/vtpm/commands/nv.h - NV indices (TPM 2.0 Part 3, "Non-volatile Storage").
 *
 * All return 0, or -1 after a log line. Where something may be missing, `found` says so and that is
 * no failure.
 */
#ifndef SERVICES_VTPM_COMMANDS_NV_H
#define SERVICES_VTPM_COMMANDS_NV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "services/vtpm/commands/run.h"

#define TPM_POLICY_MAX 64 /* bytes: the largest digest */

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
