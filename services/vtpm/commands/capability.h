/*
 * services/vtpm/commands/capability.h - what a TPM has and can do (TPM 2.0 Part 3, TPM2_GetCapability,
 * TPM2_TestParms, TPM2_PCR_Allocate).
 *
 * All return 0, or -1 after a log line. Where something may be missing, `found` says so and that is
 * no failure.
 */
#ifndef SERVICES_VTPM_COMMANDS_CAPABILITY_H
#define SERVICES_VTPM_COMMANDS_CAPABILITY_H

#include <stdbool.h>
#include <stdint.h>

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

#endif
