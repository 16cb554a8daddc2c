/*
 * tools/tpm/swtpm/states.h - what of a TPM is in the file that keeps it (services/vtpm/state_file.c): names and sizes only.
 */
#ifndef TOOLS_TPM_SWTPM_STATES_H
#define TOOLS_TPM_SWTPM_STATES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Prints the states in @size bytes of such a file as `swtpm socket --print-states` does. Returns 0, or -1 if they are none; then
 * nothing was printed.
 */
__attribute__((warn_unused_result)) int states_print(const uint8_t *data, size_t size, FILE *out);

#endif
