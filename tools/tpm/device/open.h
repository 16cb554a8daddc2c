/* tools/tpm/device/open.h - any TPM 2.0, by way of a transport of tpm2-tss (a TCTI). */
#ifndef TOOLS_TPM_DEVICE_OPEN_H
#define TOOLS_TPM_DEVICE_OPEN_H

struct device;

struct device_options {
        const char *tcti;       /* as tpm2-tools takes it; NULL: $TPM2TOOLS_TCTI, or the default */
        const char *owner_auth; /* or NULL: empty */
        const char *endorsement_auth; /* or NULL: empty */
};

/*
 * Opens the TPM and sees that it answers. Returns NULL after a line on stderr. The texts
 * of @options have to outlive it; device_close() frees it.
 */
__attribute__((warn_unused_result)) struct device *
device_open(const struct device_options *options);
void device_close(struct device *device);

#endif
