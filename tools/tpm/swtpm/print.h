/* tools/tpm/swtpm/print.h - what `swtpm socket` prints instead of serving. */
#ifndef TOOLS_TPM_SWTPM_PRINT_H
#define TOOLS_TPM_SWTPM_PRINT_H

#include "tools/tpm/swtpm/options.h"
#include "tools/tpm/serve/vtpmd.h"

/* JSON for libvirt and others who ask what can be had. */
void print_capabilities(void);
void print_setup_capabilities(void);

/* The states that are kept. Returns an exit status. */
__attribute__((warn_unused_result)) int print_states(const struct vtpmd_options *vtpmd);

/* What TPMLIB_GetInfo() says, of a TPM that is made for it and forgotten. Returns an exit status. */
__attribute__((warn_unused_result)) int print_info(const char *flags,
                                                   const struct vtpmd_options *vtpmd);

#endif
