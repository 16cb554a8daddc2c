/* tools/tpm/swtpm/options.c - see options.h. */
#include "tools/tpm/swtpm/options.h"

#include "tools/tpm/swtpm/words.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX 65536 /* bytes of all values with words */

#define CHANNEL(member) offsetof(struct swtpm_channel, member)
#define OPTION(member)  offsetof(struct swtpm_options, member)
#define LOG(member)     offsetof(struct swtpm_log, member)

#define CHANNEL_WORDS                                                                            \
        { "type", WORD_TEXT, CHANNEL(type) }, { "path", WORD_TEXT, CHANNEL(path) },              \
                { "port", WORD_NUMBER, CHANNEL(port) },                                          \
                { "bindaddr", WORD_TEXT, CHANNEL(address) },                                     \
                { "ifname", WORD_TEXT, CHANNEL(interface) }, { "fd", WORD_NUMBER, CHANNEL(fd) }, \
                { "mode", WORD_OCTAL, CHANNEL(mode) }, { "uid", WORD_USER, CHANNEL(owner) },     \
        {                                                                                        \
                "gid", WORD_GROUP, CHANNEL(group)                                                \
        }

static const struct word control_words[] = { CHANNEL_WORDS,
                                             { "clientfd", WORD_NUMBER, CHANNEL(client_fd) },
                                             { "terminate", WORD_FLAG, CHANNEL(terminate) },
                                             { 0 } };
static const struct word server_words[] = { CHANNEL_WORDS,
                                            { "disconnect", WORD_FLAG, CHANNEL(disconnect) },
                                            { 0 } };
static const struct word log_words[] = {
        { "file", WORD_TEXT, LOG(file) },         { "fd", WORD_NUMBER, LOG(fd) },
        { "level", WORD_NUMBER, LOG(level) },     { "prefix", WORD_TEXT, LOG(prefix) },
        { "truncate", WORD_FLAG, LOG(truncate) }, { 0 }
};
static const struct word flags_words[] = {
        { "not-need-init", WORD_FLAG, OPTION(not_need_init) },
        { "startup-clear", WORD_FLAG, OPTION(startup_clear) },
        { "startup-state", WORD_FLAG, OPTION(startup_state) },
        { "startup-none", WORD_FLAG, OPTION(startup_none) },
        { "startup-deactivated", WORD_FLAG, OPTION(startup_deactivated) },
        { "disable-auto-shutdown", WORD_FLAG, OPTION(disable_auto_shutdown) },
        { 0 }
};
static const struct word locality_words[] = {
        { "reject-locality-4", WORD_FLAG, OPTION(reject_locality_4) },
        { "allow-set-locality", WORD_FLAG, OPTION(allow_set_locality) },
        { 0 }
};
static const struct word pid_words[] = { { "file", WORD_TEXT, OPTION(pid_file) },
                                         { "fd", WORD_NUMBER, OPTION(pid_fd) },
                                         { 0 } };
static const struct word profile_words[] = { { "name", WORD_TEXT, OPTION(profile) }, { 0 } };

/* lock: a state has one process at a time in any case (vtpmd.c). */
struct state_words {
        struct swtpm_options *options;
        const char *directory, *uri;
        int mode;
        bool lock;
};
static const struct word state_words[] = {
        { "dir", WORD_TEXT, offsetof(struct state_words, directory) },
        { "backend-uri", WORD_TEXT, offsetof(struct state_words, uri) },
        { "mode", WORD_OCTAL, offsetof(struct state_words, mode) },
        { "lock", WORD_FLAG, offsetof(struct state_words, lock) },
        { 0 }
};

static const struct word migration_words[] = {
        { "incoming", WORD_FLAG, offsetof(struct swtpm_options, incoming) },
        { "release-lock-outgoing", WORD_FLAG,
          offsetof(struct swtpm_options, release_lock_outgoing) },
        { 0 }
};

enum letter {
        LETTER_CTRL = 256,
        LETTER_SERVER,
        LETTER_STATE,
        LETTER_LOG,
        LETTER_PID,
        LETTER_KEY,
        LETTER_MIGRATION_KEY,
        LETTER_MIGRATION,
        LETTER_LOCALITY,
        LETTER_FLAGS,
        LETTER_PROFILE,
        LETTER_SECCOMP,
        LETTER_TPM2,
        LETTER_CAPABILITIES,
        LETTER_STATES,
        LETTER_INFO,
        LETTER_PROXY,
        LETTER_CHROOT,
};

static const struct option long_options[] = {
        { "port", required_argument, NULL, 'p' },
        { "fd", required_argument, NULL, 'f' },
        { "chardev", required_argument, NULL, 'c' },
        { "terminate", no_argument, NULL, 't' },
        { "daemon", no_argument, NULL, 'd' },
        { "runas", required_argument, NULL, 'r' },
        { "help", no_argument, NULL, 'h' },
        { "version", no_argument, NULL, 'v' },
        { "ctrl", required_argument, NULL, LETTER_CTRL },
        { "server", required_argument, NULL, LETTER_SERVER },
        { "tpmstate", required_argument, NULL, LETTER_STATE },
        { "log", required_argument, NULL, LETTER_LOG },
        { "pid", required_argument, NULL, LETTER_PID },
        { "key", required_argument, NULL, LETTER_KEY },
        { "migration-key", required_argument, NULL, LETTER_MIGRATION_KEY },
        { "migration", required_argument, NULL, LETTER_MIGRATION },
        { "locality", required_argument, NULL, LETTER_LOCALITY },
        { "flags", required_argument, NULL, LETTER_FLAGS },
        { "profile", required_argument, NULL, LETTER_PROFILE },
        { "seccomp", required_argument, NULL, LETTER_SECCOMP },
        { "tpm2", no_argument, NULL, LETTER_TPM2 },
        { "print-capabilities", no_argument, NULL, LETTER_CAPABILITIES },
        { "print-states", no_argument, NULL, LETTER_STATES },
        { "print-info", required_argument, NULL, LETTER_INFO },
        { "vtpm-proxy", no_argument, NULL, LETTER_PROXY },
        { "chroot", required_argument, NULL, LETTER_CHROOT },
        { 0 },
};

static int read_state(struct swtpm_options *out, char *text)
{
        struct state_words state = { .mode = out->state_mode };

        if (words_read("--tpmstate", text, state_words, &state))
                return -1;
        if (!state.directory == !state.uri)
                return -swtpm_error("--tpmstate: one of dir= and backend-uri= is needed");
        out->state_directory = state.directory;
        out->state_uri = state.uri;
        out->state_mode = state.mode;
        return 0;
}

static int read_seccomp(char *text, struct swtpm_options *out)
{
        const struct word words[] = { { "action", WORD_TEXT, OPTION(seccomp) }, { 0 } };

        if (words_read("--seccomp", text, words, out))
                return -1;
        if (out->seccomp && (strcmp(out->seccomp, "kill") == 0 ||
                             strcmp(out->seccomp, "log") == 0 || strcmp(out->seccomp, "none") == 0))
                return 0;
        return -swtpm_error("--seccomp action=%s: expected kill, log or none", out->seccomp);
}

static int refuse(const char *option, const char *why)
{
        return -swtpm_error("%s is not supported: %s", option, why);
}

static int read_number(const char *option, char *text, int *out)
{
        const struct word words[] = { { option, WORD_NUMBER, 0 }, { 0 } };
        char pair[64];

        if (snprintf(pair, sizeof(pair), "%s=%s", option, text) >= (int)sizeof(pair))
                return -swtpm_error("--%s: too long", option);
        return words_read(option, pair, words, out);
}

/* Options that have words. */
static int read_words(int letter, char *text, struct swtpm_options *out)
{
        switch (letter) {
        case LETTER_CTRL:
                return words_read("--ctrl", text, control_words, &out->control);
        case LETTER_SERVER:
                return words_read("--server", text, server_words, &out->server);
        case LETTER_STATE:
                return read_state(out, text);
        case LETTER_LOG:
                return words_read("--log", text, log_words, &out->log);
        case LETTER_PID:
                return words_read("--pid", text, pid_words, out);
        case LETTER_MIGRATION:
                return words_read("--migration", text, migration_words, out);
        case LETTER_LOCALITY:
                return words_read("--locality", text, locality_words, out);
        case LETTER_FLAGS:
                return words_read("--flags", text, flags_words, out);
        case LETTER_PROFILE:
                return words_read("--profile", text, profile_words, out);
        case LETTER_SECCOMP:
                return read_seccomp(text, out);
        case LETTER_KEY:
                out->key = text;
                return 0;
        case LETTER_MIGRATION_KEY:
                out->migration_key = text;
                return 0;
        case 'p':
                return read_number("port", text, &out->port);
        case 'f':
                return read_number("fd", text, &out->fd);
        default:
                return -1;
        }
}

/* What swtpm has and we have not, by name. */
static int refuse_letter(int letter)
{
        switch (letter) {
        case LETTER_CHROOT:
                return refuse("--chroot", "use --runas");
        case LETTER_PROXY:
                return refuse("--vtpm-proxy",
                              "devices of Linux' vTPM proxy are not made; use --ctrl");
        case 'c':
                return refuse("--chardev", "character devices are not served; use `socket`");
        default:
                return 1;
        }
}

static void read_switch(int letter, char *text, struct swtpm_options *out)
{
        switch (letter) {
        case 't':
                out->terminate = true;
                break;
        case 'd':
                out->daemon = true;
                break;
        case 'r':
                out->run_as = text;
                break;
        case 'h':
                out->help = true;
                break;
        case 'v':
                out->version = true;
                break;
        case LETTER_TPM2:
                out->tpm2 = true;
                break;
        case LETTER_CAPABILITIES:
                out->print_capabilities = true;
                break;
        case LETTER_STATES:
                out->print_states = true;
                break;
        case LETTER_INFO:
                out->print_info = text;
                break;
        default:
                break;
        }
}

static bool has_words(int letter)
{
        return letter == 'p' || letter == 'f' ||
               (letter >= LETTER_CTRL && letter <= LETTER_SECCOMP);
}

/* A copy that stays until the process ends, or NULL if there is no room for it. */
static char *keep(const char *text)
{
        static char room[TEXTS_MAX];
        static size_t used;
        char *copy = room + used;
        size_t size = strlen(text) + 1;

        if (size > sizeof(room) - used)
                return NULL;
        memcpy(copy, text, size);
        used += size;
        return copy;
}

static int read_option(int letter, char *text, struct swtpm_options *out)
{
        int refused = refuse_letter(letter);

        if (letter == '?')
                return -1;
        if (refused <= 0)
                return -1;
        /* A copy is cut up, and stays: what `ps` shows is what was given. */
        if (has_words(letter)) {
                text = keep(text);
                return text ? read_words(letter, text, out)
                            : -swtpm_error("the command line is too long");
        }
        read_switch(letter, text, out);
        return 0;
}

int swtpm_options_read(int argc, char **argv, struct swtpm_options *out)
{
        const struct swtpm_channel none = { .port = WORD_NONE,
                                            .fd = WORD_NONE,
                                            .client_fd = WORD_NONE,
                                            .mode = WORD_NONE,
                                            .owner = WORD_NONE,
                                            .group = WORD_NONE };
        int letter;

        *out = (struct swtpm_options){ .control = none,
                                       .server = none,
                                       .log = { .fd = WORD_NONE, .level = WORD_NONE },
                                       .state_mode = WORD_NONE,
                                       .pid_fd = WORD_NONE,
                                       .port = WORD_NONE,
                                       .fd = WORD_NONE };
        optind = 1;
        while ((letter = getopt_long(argc, argv, "p:f:c:tdr:hv", long_options, NULL)) != -1)
                if (read_option(letter, optarg, out))
                        return -1;
        if (optind < argc)
                return -swtpm_error("%s: unexpected; see --help", argv[optind]);
        return 0;
}
