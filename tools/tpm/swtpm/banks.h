/* tools/tpm/swtpm/banks.h - which PCR banks of a TPM are active, and whether an NV index is there. */
#ifndef TOOLS_TPM_SWTPM_BANKS_H
#define TOOLS_TPM_SWTPM_BANKS_H

#include "tools/tpm/serve/vtpmd.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether @names are banks that there can be, separated by commas; -1 after a line if not. */
__attribute__((warn_unused_result)) int banks_check(const char *names);

/* Lets the banks of @names be the active ones from the next start on. Returns 0, or -1 after a line. */
__attribute__((warn_unused_result)) int banks_allocate(const struct vtpmd *vtpmd,
                                                       const char *names);

bool nv_is_there(const struct vtpmd *vtpmd, uint32_t index);

#endif
