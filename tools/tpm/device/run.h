/* tools/tpm/device/run.h - one TPM command, written and run; for the files of this room. */
#ifndef TOOLS_TPM_DEVICE_RUN_H
#define TOOLS_TPM_DEVICE_RUN_H

#include <stddef.h>
#include <stdint.h>
#include <tss2/tss2_tcti.h>

#include "lib/base/bytes.h"

#define DEVICE_BUFFER_MAX 4096

/* An open TPM. Passwords are NULL for the empty one. */
struct device {
        TSS2_TCTI_CONTEXT *tcti;
        const char *owner_auth;
        const char *endorsement_auth;
};

struct device_command {
        uint16_t tag; /* TPM2_ST_* */
        struct bytes_writer out;
        uint8_t data[DEVICE_BUFFER_MAX];
        uint8_t response[DEVICE_BUFFER_MAX];
};

/*
 * In this order: begin, handles (bytes_write_be32()), with TPM2_ST_SESSIONS one password (NULL: empty),
 * parameters, run. device_sized() appends a TPM2B. What does not fit is noticed by device_run().
 */
void device_begin(struct device_command *command, uint16_t tag, uint32_t code);
void device_authorize(struct device_command *command, const char *password);
void device_sized(struct device_command *command, const void *data, size_t size);

/*
 * Runs it; *@parameters is then what came back, *@handle the handle in front of it unless @handle is
 * NULL.
 */
__attribute__((warn_unused_result)) uint32_t device_run(struct device *device,
                                                        struct device_command *command,
                                                        uint32_t *handle,
                                                        struct bytes_reader *parameters);

/* The password that the user gave for a hierarchy, or NULL. */
const char *device_password(const struct device *device, uint32_t handle);

#endif
