/* tools/tpm/swtpm/setup.h - swtpm_setup: a TPM is made, with certificates, and left in its state. */
#ifndef TOOLS_TPM_SWTPM_SETUP_H
#define TOOLS_TPM_SWTPM_SETUP_H

/* @argv[0] is the program's name. Returns an exit status. */
__attribute__((warn_unused_result)) int swtpm_setup(int argc, char **argv);

#endif
