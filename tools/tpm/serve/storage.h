/*
 * tools/tpm/serve/storage.h - a TPM whose state lies where two machines reach it, while it migrates from one to the other: at any
 * moment one of them has it (swtpm(8), --migration). The source lets go when it has sent its states; the destination takes
 * nothing before they come.
 */
#ifndef TOOLS_TPM_SERVE_STORAGE_H
#define TOOLS_TPM_SERVE_STORAGE_H

#include "tools/tpm/serve/vtpmd.h"

#include <stdbool.h>
#include <stdint.h>

/* Nothing is written from now on, and another may have the state. Returns vtpmd's result, an enum swtpm_result. */
uint32_t storage_let_go(const struct vtpmd *vtpmd);

/* Takes it back, trying @retries times more: SWTPM_FAIL if another has it. */
uint32_t storage_take(const struct vtpmd *vtpmd, uint32_t retries);

/*
 * Reads the words of --migration: "incoming", "release-lock-outgoing". Returns false for others.
 */
bool storage_read_words(const char *words, bool *incoming, bool *release);

#endif
