/* tools/tpm/swtpm/state.h - where --tpmstate says that a TPM lives. */
#ifndef TOOLS_TPM_SWTPM_STATE_H
#define TOOLS_TPM_SWTPM_STATE_H

#include "tools/tpm/serve/vtpmd.h"
#include "tools/tpm/swtpm/settings.h"

#include <limits.h>

/*
 * Fills in @out from a directory or a URI, dir://PATH or file://PATH; with neither $TPM_PATH counts. @settings and the texts must
 * live as long as @out. Where a TPM of swtpm's lives and none of ours, @out takes it over. Returns 0, or -1 after a line.
 */
__attribute__((warn_unused_result)) int state_find(const char *directory, const char *uri, int mode,
                                                   const struct settings *settings,
                                                   struct vtpmd_options *out);

/* The file that keeps it. */
void state_path(const struct vtpmd_options *vtpmd, char path[PATH_MAX]);

#endif
