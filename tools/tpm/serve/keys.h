/* tools/tpm/serve/keys.h - --key and its like, of the commands of `cashew tpm`. */
#ifndef TOOLS_TPM_SERVE_KEYS_H
#define TOOLS_TPM_SERVE_KEYS_H

#include "tools/tpm/key/key.h"

/* For members of the options' type. */
#define TPM_OPTION_KEY(type, member)               \
        "key", "WORDS", OPTION_TEXT(type, member), \
                "what the TPM in --state is encrypted with, as for swtpm: file=, fd=, pwdfile= or pwdfd=; mode=, format=, kdf=, remove"

/*
 * Reads a key where there are words for one. Returns 0, or -1 after a line of @command's.
 */
__attribute__((warn_unused_result)) int take_key(const char *command, const char *option,
                                                 const char *words, struct tpm_key *out);

#endif
