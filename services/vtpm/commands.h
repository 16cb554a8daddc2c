/*
 * services/vtpm/commands.h - the TPM commands of a manufacture (TPM 2.0 Part 3), with empty
 * authorization.
 *
 * All return 0, or -1 after a log line.
 */
#ifndef SERVICES_VTPM_COMMANDS_H
#define SERVICES_VTPM_COMMANDS_H

#include "lib/wire/tpm_public.h"

#include <stddef.h>
#include <stdint.h>

/* The bytes of a TPMT_PUBLIC. */
struct tpm_area {
        uint8_t data[TPM_PUBLIC_MAX];
        size_t size;
};

/* TPM2_Startup(CLEAR), TPM2_SelfTest(full), TPM2_Shutdown(CLEAR). */
__attribute__((warn_unused_result)) int tpm_startup(void);
__attribute__((warn_unused_result)) int tpm_self_test(void);
__attribute__((warn_unused_result)) int tpm_shutdown(void);

/* One TPM property (TPM_PT_*). */
__attribute__((warn_unused_result)) int tpm_property(uint32_t property, uint32_t *value);

/*
 * Makes the primary key of @template (a TPMT_PUBLIC) in @hierarchy; it is loaded at *@handle until
 * flushed.
 */
__attribute__((warn_unused_result)) int tpm_create_primary(uint32_t hierarchy,
                                                           const uint8_t *template, size_t size,
                                                           uint32_t *handle,
                                                           struct tpm_area *public);

/* Makes the loaded key persistent by the owner's authorization. */
__attribute__((warn_unused_result)) int tpm_evict_control(uint32_t handle, uint32_t persistent);
__attribute__((warn_unused_result)) int tpm_flush_context(uint32_t handle);
__attribute__((warn_unused_result)) int tpm_read_public(uint32_t handle, struct tpm_area *public);

/* NV indices with SHA-256 names and without policies, by the platform's authorization. */
__attribute__((warn_unused_result)) int tpm_nv_define(uint32_t index, uint32_t attributes,
                                                      uint16_t size);
__attribute__((warn_unused_result)) int tpm_nv_write(uint32_t index, const uint8_t *data,
                                                     uint16_t size, uint16_t offset);
__attribute__((warn_unused_result)) int tpm_nv_write_lock(uint32_t index);

/* Reads exactly @size bytes. */
__attribute__((warn_unused_result)) int tpm_nv_read(uint32_t index, uint8_t *data, uint16_t size,
                                                    uint16_t offset);

/* The index's attributes (TPMA_NV) and size. */
__attribute__((warn_unused_result)) int tpm_nv_read_public(uint32_t index, uint32_t *attributes,
                                                           uint16_t *size);

#endif
