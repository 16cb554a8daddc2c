/* tools/tpm/swtpm/profile.h - the profile that --profile names: one of Cashew's, or one of libtpms' own (man 8 swtpm). */
#ifndef TOOLS_TPM_SWTPM_PROFILE_H
#define TOOLS_TPM_SWTPM_PROFILE_H

#include "tools/tpm/serve/vtpmd.h"
#include "tools/tpm/swtpm/settings.h"

/*
 * Lets @settings name the profile @name. libtpms' own, null or default-vN, is the settings' profile with that in it, and only a TPM
 * that is new can have it: of one that is at @vtpmd's place it is ignored, as swtpm does. Returns 0, or -1 after a line.
 */
__attribute__((warn_unused_result)) int
profile_choose(const char *name, const struct vtpmd_options *vtpmd, struct settings *settings);

#endif
