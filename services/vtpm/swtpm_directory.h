/*
 * services/vtpm/swtpm_directory.h - a TPM that lives, or will live, in a directory of swtpm's: tpm2-00.permall and, if it was left in
 * the middle of its work, tpm2-00.volatilestate (lib/wire/swtpm_blob.h). It comes from one file with both, too
 * (lib/wire/swtpm_linear.h).
 */
#ifndef SERVICES_VTPM_SWTPM_DIRECTORY_H
#define SERVICES_VTPM_SWTPM_DIRECTORY_H

#include <stdbool.h>

/*
 * Takes the TPM from the directory or file @path into the state, which has none. A swtpm that runs there, other keys than ours (state_keys.h) and
 * damage are refused. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int swtpm_directory_import(const char *path);

/*
 * Puts the state's TPM into @directory, which has none; encrypted if there are keys, unless @clear. Returns 0, or -1 with a log
 * line: then nothing is there.
 */
__attribute__((warn_unused_result)) int swtpm_directory_export(const char *directory, bool clear);

#endif
