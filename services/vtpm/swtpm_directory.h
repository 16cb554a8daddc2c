/*
 * services/vtpm/swtpm_directory.h - a TPM that lives, or will live, in a directory of swtpm's: tpm2-00.permall and, if it was left in
 * the middle of its work, tpm2-00.volatilestate (lib/wire/swtpm_blob.h).
 */
#ifndef SERVICES_VTPM_SWTPM_DIRECTORY_H
#define SERVICES_VTPM_SWTPM_DIRECTORY_H

/*
 * Takes the TPM from @directory into the state, which has none. A swtpm that runs there, keys of swtpm's and
 * damage are refused. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int swtpm_directory_import(const char *directory);

/* Puts the state's TPM into @directory, which has none. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int swtpm_directory_export(const char *directory);

#endif
