/* tools/tpm/serve/repair.c - `cashew tpm repair`: a TPM becomes what its profile says, as far as its owner consents. */
#include "tools/tpm/command.h"

#include "lib/base/bytes.h"
#include "tools/common/command.h"
#include "tools/tpm/serve/keys.h"
#include "tools/tpm/serve/vtpmd.h"

#include <openssl/crypto.h>

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define AUTH_MAX 64 /* bytes of an authorization value, as vtpmd takes it */

struct repair_options {
        struct vtpmd_options vtpmd;
        const char *key;
        struct tpm_keys keys;
        const char *owner;
        const char *endorsement;
        bool ask;
        bool remove_others;
};

static const struct option known[] = {
        { TPM_OPTION_PROFILE(struct repair_options, vtpmd.profile), .required = true },
        { "state", "DIR", OPTION_DIRECTORY(struct repair_options, vtpmd.state),
          "where the TPM lives", .required = true },
        { TPM_OPTION_KEY(struct repair_options, key) },
        { "ca", "SOCKET", OPTION_FILE(struct repair_options, vtpmd.ca),
          "UNIX socket of `cashew ca serve`" },
        { "no-ca", NULL, OPTION_CLEAR(struct repair_options, vtpmd.ca),
          "no certificates (as without --ca)" },
        { "vtpmd", "PATH", OPTION_FILE(struct repair_options, vtpmd.program),
          "the service (else $CASHEW_VTPMD, or as it was built)" },
        { TPM_OPTION_OWNER_AUTH(struct repair_options, owner) },
        { "endorsement-auth", "TEXT", OPTION_TEXT(struct repair_options, endorsement),
          "that of the endorsement hierarchy" },
        { "ask", NULL, OPTION_FLAG(struct repair_options, ask),
          "read the passwords that are not given from standard input, a line for each" },
        { "remove-others", NULL, OPTION_FLAG(struct repair_options, remove_others),
          "keys and NV indices of others that are where the profile has its own are removed" },
        { 0 },
};

/* A line from standard input; at a terminal nobody sees what is typed. */
static int ask(const char *whose, char *line, size_t size)
{
        bool terminal = isatty(STDIN_FILENO);
        struct termios old;
        struct termios silent;
        char *got;

        if (terminal && tcgetattr(STDIN_FILENO, &old) == 0) {
                silent = old;
                silent.c_lflag &= ~(tcflag_t)ECHO;
                fprintf(stderr, "password of the %s (empty: none): ", whose);
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
                got = fgets(line, (int)size, stdin);
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
                fputc('\n', stderr);
        } else {
                got = fgets(line, (int)size, stdin);
        }
        if (!got)
                return -command_error("tpm repair", "the password of the %s: no line came", whose);
        line[strcspn(line, "\n")] = '\0';
        return 0;
}

static int write_auth(const struct repair_options *options, const char *given, const char *whose,
                      struct bytes_writer *out)
{
        char line[AUTH_MAX + 2] = "";

        if (!given && options->ask && ask(whose, line, sizeof(line)))
                return -1;
        if (!given)
                given = line;
        if (strlen(given) > AUTH_MAX)
                return -command_error("tpm repair",
                                      "the password of the %s is longer than %d bytes", whose,
                                      AUTH_MAX);
        bytes_write_be16(out, (uint16_t)strlen(given));
        bytes_write(out, given, strlen(given));
        OPENSSL_cleanse(line, sizeof(line));
        return 0;
}

static int repair(void *arguments)
{
        struct repair_options *options = arguments;
        uint8_t consent[1 + 2 * (2 + AUTH_MAX)];
        struct bytes_writer out = bytes_writer(consent, sizeof(consent));
        int status;

        bytes_write_u8(&out, options->remove_others);
        if (access(options->vtpmd.state, F_OK))
                return command_error("tpm repair", "%s: there is no TPM", options->vtpmd.state);
        if (write_auth(options, options->owner, "owner", &out) ||
            write_auth(options, options->endorsement, "endorsement hierarchy", &out))
                return 1;
        if (take_key("tpm repair", "--key", options->key, &options->keys.state))
                return 1;
        options->vtpmd.keys = &options->keys;
        status = vtpmd_repair(&options->vtpmd, consent, out.size);
        tpm_keys_wipe(&options->keys);
        OPENSSL_cleanse(consent, sizeof(consent));
        if (status == VTPMD_DIFFERS)
                return command_error("tpm repair",
                                     "the TPM still differs from its profile: --owner-auth, "
                                     "--endorsement-auth, --remove-others or --ca may be missing");
        if (status > 0)
                return command_error("tpm repair", "vtpmd ended with status %d", status);
        return status ? 1 : 0;
}

const struct command tpm_repair = {
        .name = "repair",
        .summary = "make a TPM again what its profile says",
        .description =
                "A TPM that has been used may not be what its profile says any more: its owner took a "
                "handle, undefined an index or changed a seed, or the profile has a new revision. It "
                "starts all the same and says what differs. This mends it, with its owner's passwords "
                "if it has some. Keys and indices of others stay unless --remove-others says that they "
                "may go.",
        .run = repair,
        COMMAND_OPTIONS(known, struct repair_options),
};
