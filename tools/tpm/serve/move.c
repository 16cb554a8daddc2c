/* tools/tpm/serve/move.c - `cashew tpm import` and `cashew tpm export`: a TPM moves from and to a directory of swtpm's. */
#include "tools/tpm/command.h"

#include "tools/common/command.h"
#include "tools/tpm/serve/keys.h"
#include "tools/tpm/serve/vtpmd.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct move_options {
        struct vtpmd_options vtpmd;
        const char *directory; /* of swtpm's */
        const char *key, *directory_key;
        struct tpm_keys keys;
};

#define COMMON_OPTIONS                                                                \
        { TPM_OPTION_PROFILE(struct move_options, vtpmd.profile), .required = true }, \
                { "state", "DIR", OPTION_DIRECTORY(struct move_options, vtpmd.state), \
                  "where the TPM lives", .required = true },                          \
                { TPM_OPTION_KEY(struct move_options, key) },                         \
                { "vtpmd", "PATH", OPTION_FILE(struct move_options, vtpmd.program),   \
                  "the service (else $CASHEW_VTPMD, or as it was built)" },           \
                { 0 },

static const struct option import_known[] = {
        { "from", "DIR|FILE", OPTION_FILE(struct move_options, directory),
          "swtpm's directory, with tpm2-00.permall, or its file (backend-uri=file://)",
          .required = true },
        { "from-key", "WORDS", OPTION_TEXT(struct move_options, directory_key),
          "what that is encrypted with, as --key; else --key if it is encrypted" },
        COMMON_OPTIONS
};

static const struct option export_known[] = {
        { "to", "DIR", OPTION_DIRECTORY(struct move_options, directory),
          "swtpm's directory; made if it is missing", .required = true },
        { "to-key", "WORDS", OPTION_TEXT(struct move_options, directory_key),
          "what that will be encrypted with, as --key, or none; else --key" },
        COMMON_OPTIONS
};

static int finish(const char *name, int status)
{
        if (status > 0)
                return command_error(name, "vtpmd ended with status %d", status);
        return status ? 1 : 0;
}

static int read_keys(const char *command, const char *option, struct move_options *options)
{
        if (take_key(command, "--key", options->key, &options->keys.state) ||
            take_key(command, option, options->directory_key, &options->keys.directory))
                return -1;
        options->vtpmd.keys = &options->keys;
        return 0;
}

static int move(bool there, struct move_options *options)
{
        int status = vtpmd_move(&options->vtpmd, !there, options->directory);

        tpm_keys_wipe(&options->keys);
        return finish(there ? "tpm export" : "tpm import", status);
}

static int import(void *arguments)
{
        struct move_options *options = arguments;

        if (access(options->directory, F_OK))
                return command_error("tpm import", "%s: %s", options->directory, strerror(errno));
        return read_keys("tpm import", "--from-key", options) ? 1 : move(false, options);
}

static int export(void *arguments)
{
        struct move_options *options = arguments;

        if (access(options->vtpmd.state, F_OK))
                return command_error("tpm export", "%s: there is no TPM", options->vtpmd.state);
        options->vtpmd.clear =
                options->directory_key && strcmp(options->directory_key, "none") == 0;
        if (options->vtpmd.clear)
                options->directory_key = NULL;
        if (read_keys("tpm export", "--to-key", options))
                return 1;
        if (mkdir(options->directory, 0700) && errno != EEXIST)
                return command_error("tpm export", "%s: %s", options->directory, strerror(errno));
        return move(true, options);
}

const struct command tpm_import = {
        .name = "import",
        .summary = "take a TPM from a directory or file of swtpm's",
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
