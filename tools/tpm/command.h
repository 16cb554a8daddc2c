/*
 * tools/tpm/command.h - the commands of `cashew tpm`, and options that several of them take. Implemented above: in a room or a
 * file for each.
 */
#ifndef TOOLS_TPM_COMMAND_H
#define TOOLS_TPM_COMMAND_H

#include "tools/common/command.h"
#include "tools/profile/load/find.h"

extern const struct command tpm_serve;
extern const struct command tpm_manufacture;
extern const struct command tpm_repair;
extern const struct command tpm_import;
extern const struct command tpm_export;
extern const struct command tpm_show;
extern const struct command tpm_conform;

/* --profile, --tcti and --owner-auth, for members of the options' type. */
#define TPM_OPTION_PROFILE(type, member)                   \
        "profile", "NAME|FILE", OPTION_FILE(type, member), \
                "a profile of ours, or a file, YAML or compiled", .offer = profile_names
#define TPM_OPTION_TCTI(type, member)              \
        "tcti", "TCTI", OPTION_TEXT(type, member), \
                "the TPM, as for tpm2-tools (else $TPM2TOOLS_TCTI)"
#define TPM_OPTION_OWNER_AUTH(type, member) \
        "owner-auth", "TEXT", OPTION_TEXT(type, member), "the owner's password, if there is one"

#endif
