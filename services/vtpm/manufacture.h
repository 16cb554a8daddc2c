/*
 * services/vtpm/manufacture.h - makes a TPM that is complete before anybody uses it.
 */
#ifndef SERVICES_VTPM_MANUFACTURE_H
#define SERVICES_VTPM_MANUFACTURE_H

/*
 * Finds the CA, powers the TPM on, makes the keys of vtpm_keys[], has them certified, stores and
 * locks the certificates, reads everything back, and power-cycles the TPM, so that it waits for the
 * firmware's TPM2_Startup. Returns 0, or -1 after log lines that say why: the TPM must not be used
 * then.
 */
__attribute__((warn_unused_result)) int manufacture(void);

#endif
