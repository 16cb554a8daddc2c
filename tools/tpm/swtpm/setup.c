/* tools/tpm/swtpm/setup.c - see setup.h. */
#include "tools/tpm/swtpm/setup.h"

#include "tools/tpm/serve/start_up.h"
#include "tools/tpm/swtpm/banks.h"
#include "tools/tpm/swtpm/local_ca.h"
#include "tools/tpm/swtpm/options.h"
#include "tools/tpm/swtpm/print.h"
#include "tools/tpm/swtpm/process.h"
#include "tools/tpm/swtpm/profile.h"
#include "tools/tpm/swtpm/settings.h"
#include "tools/tpm/swtpm/setup_options.h"
#include "tools/tpm/swtpm/state.h"
#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_BANKS "sha256" /* swtpm_setup's */
#define CERTIFICATE_INDEX \
        0x01c00002 /* of the RSA-2048 endorsement key (TCG EK Credential Profile) */
#define EXIT_STATE_EXISTS 1

/* What a TPM of ours needs before anybody uses it. */
static int configure(const struct setup_options *options, bool made, struct vtpmd *vtpmd)
{
        const char *banks = options->banks ? options->banks : DEFAULT_BANKS;

        if (tpm_start_up(vtpmd, START_UP_CLEAR))
                return -1;
        if (made && options->certificates && !nv_is_there(vtpmd, CERTIFICATE_INDEX))
                return -swtpm_error("--create-ek-cert: the CA has issued no certificate");
        if (strcmp(banks, "-") != 0 && banks_allocate(vtpmd, banks))
                return -1;
        return tpm_shut_down(vtpmd);
}

static int make(const struct setup_options *options, const struct vtpmd_options *vtpmd, bool made)
{
        struct vtpmd started;
        char path[PATH_MAX];
        int error;

        if (vtpmd_start(vtpmd, &started))
                return 1;
        error = configure(options, made, &started) != 0;
        if (vtpmd_end(&started) && !error)
                error = swtpm_error("the TPM does not end well");
        /* A TPM that lacks what was asked for would be taken for a whole one the next time. */
        if (error && made) {
                state_path(vtpmd, path);
                unlink(path);
        }
        return error;
}

static int make_with_ca(const struct setup_options *options, const struct settings *settings,
                        struct vtpmd_options *vtpmd)
{
        struct local_ca ca;
        int result;

        if (!options->certificates || *settings->ca) {
                bool none = !options->certificates || strcmp(settings->ca, "none") == 0;

                if (none && options->certificates)
                        return swtpm_error(
                                "--create-ek-cert: the settings say that there is no CA");
                vtpmd->ca = none ? NULL : settings->ca;
                return make(options, vtpmd, true);
        }
        if (local_ca_begin(settings->ca_directory, settings->profile, &ca))
                return 1;
        vtpmd->ca = ca.socket;
        result = make(options, vtpmd, true);
        vtpmd->ca = NULL;
        local_ca_end(&ca);
        return result;
}

static int run(const struct setup_options *options, const struct settings *settings,
               struct vtpmd_options *vtpmd)
{
        char path[PATH_MAX];
        bool exists;

        state_path(vtpmd, path);
        exists = access(path, F_OK) == 0 || vtpmd->takes_over;
        if (vtpmd->takes_over && (options->reconfigure || options->overwrite))
                return swtpm_error("%s: a TPM of swtpm's lives there (tpm2-00.permall); "
                                   "`cashew-swtpm socket` takes it over",
                                   vtpmd->takes_over);
        if (options->reconfigure)
                return exists ? make(options, vtpmd, false)
                              : swtpm_error("--reconfigure: %s: there is no TPM", path);
        if (exists && options->keep)
                return 0;
        if (exists && !options->overwrite) {
                swtpm_error("%s: there is a TPM; --overwrite or --not-overwrite is needed", path);
                return EXIT_STATE_EXISTS;
        }
        if (exists && unlink(path))
                return swtpm_error("%s: %s", path, strerror(errno));
        return make_with_ca(options, settings, vtpmd);
}

/* The words that --key of `socket` would have; the same precedence as swtpm_setup's. */
static int read_key(const struct setup_options *options, struct tpm_key *out)
{
        const struct {
                const char *word, *value;
        } places[] = { { "file", options->key_file },
                       { "fd", options->key_fd },
                       { "pwdfile", options->password_file },
                       { "pwdfd", options->password_fd } };
        char words[PATH_MAX + 64];
        char problem[TPM_KEY_PROBLEM];
        size_t i = 0;

        while (i < 4 && !places[i].value)
                i++;
        if (i == 4)
                return options->cipher ? -swtpm_error("--cipher: there is no key") : 0;
        if (strchr(places[i].value, ','))
                return -swtpm_error("%s: a name with a comma cannot be had", places[i].value);
        snprintf(words, sizeof(words), "%s=%s,mode=%s", places[i].word, places[i].value,
                 options->cipher ? options->cipher : "aes-128-cbc");
        return tpm_key_read(words, out, problem) ? -swtpm_error("the key: %s", problem) : 0;
}

/* swtpm_setup's own settings name programs of swtpm's: nothing in them is for us. */
static const char *own_config(const char *path)
{
        const char *name = path ? strrchr(path, '/') : NULL;

        name = name ? name + 1 : path;
        return name && strcmp(name, "swtpm_setup.conf") != 0 ? path : NULL;
}

static int set_up(const struct setup_options *options)
{
        static struct settings settings;
        static struct tpm_keys keys;
        const struct swtpm_log log = { .file = options->log_file,
                                       .fd = WORD_NONE,
                                       .level = WORD_NONE };
        bool is_uri = strncmp(options->state, "dir://", 6) == 0 ||
                      strncmp(options->state, "file://", 7) == 0;
        struct vtpmd_options vtpmd;
        int result;

        if (read_key(options, &keys.state) || (options->run_as && process_run_as(options->run_as)))
                return 1;
        if (process_log(&log) || settings_read(own_config(options->config), &settings))
                return 1;
        if (state_find(is_uri ? NULL : options->state, is_uri ? options->state : NULL, WORD_NONE,
                       &settings, &vtpmd))
                return 1;
        if (profile_choose(options->profile, &vtpmd, &settings))
                return 1;
        if (options->vm)
                fprintf(stderr, "cashew-swtpm: for %s\n", options->vm);
        vtpmd.keys = keys.state.size ? &keys : NULL;
        result = run(options, &settings, &vtpmd);
        tpm_keys_wipe(&keys);
        return result;
}

int swtpm_setup(int argc, char **argv)
{
        struct setup_options options;

        if (setup_options_read(argc, argv, &options))
                return 1;
        if (options.help)
                swtpm_setup_help();
        else if (options.version)
                puts("cashew-swtpm " CASHEW_VERSION);
        else if (options.print_capabilities)
                print_setup_capabilities();
        else
                return set_up(&options);
        return 0;
}
