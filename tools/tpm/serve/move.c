/* tools/tpm/serve/move.c - `cashew tpm import` and `cashew tpm export`: a TPM moves from and to a directory of swtpm's. */
#include "tools/tpm/command.h"

#include "tools/common/command.h"
#include "tools/tpm/serve/vtpmd.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct move_options {
        struct vtpmd_options vtpmd;
        const char *directory; /* of swtpm's */
};

#define COMMON_OPTIONS                                                                \
        { TPM_OPTION_PROFILE(struct move_options, vtpmd.profile), .required = true }, \
                { "state", "DIR", OPTION_DIRECTORY(struct move_options, vtpmd.state), \
                  "where the TPM lives", .required = true },                          \
                { "vtpmd", "PATH", OPTION_FILE(struct move_options, vtpmd.program),   \
                  "the service (else $CASHEW_VTPMD, or as it was built)" },           \
                { 0 },

static const struct option import_known[] = {
        { "from", "DIR", OPTION_DIRECTORY(struct move_options, directory),
          "swtpm's directory, with tpm2-00.permall", .required = true },
        COMMON_OPTIONS
};

static const struct option export_known[] = {
        { "to", "DIR", OPTION_DIRECTORY(struct move_options, directory),
          "swtpm's directory; made if it is missing", .required = true },
        COMMON_OPTIONS
};

static int finish(const char *name, int status)
{
        if (status > 0)
                return command_error(name, "vtpmd ended with status %d", status);
        return status ? 1 : 0;
}

static int import(void *arguments)
{
        const struct move_options *options = arguments;

        if (access(options->directory, F_OK))
                return command_error("tpm import", "%s: %s", options->directory, strerror(errno));
        return finish("tpm import", vtpmd_move(&options->vtpmd, true, options->directory));
}

static int export(void *arguments)
{
        const struct move_options *options = arguments;

        if (access(options->vtpmd.state, F_OK))
                return command_error("tpm export", "%s: there is no TPM", options->vtpmd.state);
        if (mkdir(options->directory, 0700) && errno != EEXIST)
                return command_error("tpm export", "%s: %s", options->directory, strerror(errno));
        return finish("tpm export", vtpmd_move(&options->vtpmd, false, options->directory));
}

const struct command tpm_import = {
        .name = "import",
        .summary = "take a TPM from a directory of swtpm's",
        .description =
                "Takes a TPM as swtpm keeps it. All that is in it stays as it is: keys, NV indices, seeds. What "
                "differs from the profile is said when it starts, and mended by `cashew tpm repair`. The "
                "directory of swtpm's is only read; use the TPM in one place.",
        .run = import,
        COMMAND_OPTIONS(import_known, struct move_options),
};

const struct command tpm_export = {
        .name = "export",
        .summary = "put a TPM into a directory of swtpm's",
        .description =
                "Writes a TPM as swtpm keeps it. swtpm must have a libtpms that knows the TPM's own profile: "
                "0.9 and earlier know \"null\" only. The TPM stays where it is, too; use it in one place.",
        .run = export,
        COMMAND_OPTIONS(export_known, struct move_options),
};
