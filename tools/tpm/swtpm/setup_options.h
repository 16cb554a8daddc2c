/* tools/tpm/swtpm/setup_options.h - swtpm_setup's command line, read (man 8 swtpm_setup). */
#ifndef TOOLS_TPM_SWTPM_SETUP_OPTIONS_H
#define TOOLS_TPM_SWTPM_SETUP_OPTIONS_H

#include <stdbool.h>

struct setup_options {
        const char *state; /* DIR, dir://DIR or file://FILE */
        const char *config, *log_file, *banks, *vm, *profile, *run_as;
        const char *key_file, *key_fd, *password_file, *password_fd, *cipher;
        bool tpm2, certificates, overwrite, keep, reconfigure;
        bool print_capabilities, help, version;
};

/* Returns 0, or -1 after a line that says what cannot be. */
__attribute__((warn_unused_result)) int setup_options_read(int argc, char **argv,
                                                           struct setup_options *out);

#endif
