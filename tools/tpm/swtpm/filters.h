/*
 * tools/tpm/swtpm/filters.h - --seccomp: which calls of the kernel's cashew-swtpm and vtpmd may make while they serve. What is not
 * named there ends the process, or with action=log is written into the kernel's log.
 */
#ifndef TOOLS_TPM_SWTPM_FILTERS_H
#define TOOLS_TPM_SWTPM_FILTERS_H

#include "tools/tpm/serve/confine.h"

#include <stdbool.h>

/* Returns 0, or -1 after a line. The descriptors stay open. */
__attribute__((warn_unused_result)) int filters_make(bool log, struct confinement *out);

#endif
