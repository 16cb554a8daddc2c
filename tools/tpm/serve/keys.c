/* tools/tpm/serve/keys.c - see keys.h. */
#include "tools/tpm/serve/keys.h"

#include "tools/common/command.h"

int take_key(const char *command, const char *option, const char *words, struct tpm_key *out)
{
        char problem[TPM_KEY_PROBLEM];

        if (!words || tpm_key_read(words, out, problem) == 0)
                return 0;
        return -command_error(command, "%s: %s", option, problem);
}
