/* tools/tpm/swtpm/setup_options.c - see setup_options.h. */
#include "tools/tpm/swtpm/setup_options.h"

#include "tools/tpm/swtpm/banks.h"
#include "tools/tpm/swtpm/words.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>

/* What an option does. */
enum deed {
        DEED_TEXT = 1,
        DEED_FLAG,
        DEED_NOTHING, /* what it asks for is so in any case */
        DEED_REFUSE,
        DEED_KEY_SIZE,
};

#define AT(member) offsetof(struct setup_options, member)

static const struct {
        const char *name;
        enum deed deed;
        int argument;
        size_t at;
} deeds[] = {
        { "tpm-state", DEED_TEXT, required_argument, AT(state) },
        { "tpmstate", DEED_TEXT, required_argument, AT(state) },
        { "config", DEED_TEXT, required_argument, AT(config) },
        { "logfile", DEED_TEXT, required_argument, AT(log_file) },
        { "pcr-banks", DEED_TEXT, required_argument, AT(banks) },
        { "vmid", DEED_TEXT, required_argument, AT(vm) },
        { "profile-name", DEED_TEXT, required_argument, AT(profile) },
        { "runas", DEED_TEXT, required_argument, AT(run_as) },
        { "keyfile", DEED_TEXT, required_argument, AT(key_file) },
        { "keyfile-fd", DEED_TEXT, required_argument, AT(key_fd) },
        { "pwdfile", DEED_TEXT, required_argument, AT(password_file) },
        { "pwdfile-fd", DEED_TEXT, required_argument, AT(password_fd) },
        { "cipher", DEED_TEXT, required_argument, AT(cipher) },
        { "tpm2", DEED_FLAG, no_argument, AT(tpm2) },
        { "create-ek-cert", DEED_FLAG, no_argument, AT(certificates) },
        { "create-platform-cert", DEED_FLAG, no_argument, AT(certificates) },
        { "overwrite", DEED_FLAG, no_argument, AT(overwrite) },
        { "not-overwrite", DEED_FLAG, no_argument, AT(keep) },
        { "reconfigure", DEED_FLAG, no_argument, AT(reconfigure) },
        { "print-capabilities", DEED_FLAG, no_argument, AT(print_capabilities) },
        { "help", DEED_FLAG, no_argument, AT(help) },
        { "version", DEED_FLAG, no_argument, AT(version) },
        { "createek", DEED_NOTHING, no_argument, 0 },
        { "decryption", DEED_NOTHING, no_argument, 0 },
        { "lock-nvram", DEED_NOTHING, no_argument, 0 },
        { "display", DEED_NOTHING, no_argument, 0 },
        { "tpm", DEED_NOTHING, required_argument, 0 },
        { "swtpm_ioctl", DEED_NOTHING, required_argument, 0 },
        { "tcsd-system-ps-file", DEED_NOTHING, required_argument, 0 },
        { "rsa-keysize", DEED_KEY_SIZE, required_argument, 0 },
        { "allow-signing", DEED_REFUSE, no_argument, 0 },
        { "ecc", DEED_REFUSE, no_argument, 0 },
        { "take-ownership", DEED_REFUSE, no_argument, 0 },
        { "create-spk", DEED_REFUSE, no_argument, 0 },
        { "write-ek-cert-files", DEED_REFUSE, required_argument, 0 },
        { "create-config-files", DEED_REFUSE, optional_argument, 0 },
};

#define DEEDS (sizeof(deeds) / sizeof(deeds[0]))

static int key_size(const char *text)
{
        if (strcmp(text, "2048") == 0 || strcmp(text, "max") == 0)
                return 0;
        return -swtpm_error("--rsa-keysize %s: only 2048 can be had", text);
}

static int obey(size_t number, const char *text, struct setup_options *out)
{
        void *at = (char *)out + deeds[number].at;

        switch (deeds[number].deed) {
        case DEED_TEXT:
                *(const char **)at = text;
                return 0;
        case DEED_FLAG:
                *(bool *)at = true;
                return 0;
        case DEED_NOTHING:
                return 0;
        case DEED_KEY_SIZE:
                return key_size(text);
        default:
                return -swtpm_error(
                        "--%s is not supported; a profile of Cashew's says what a TPM has",
                        deeds[number].name);
        }
}

static int check(const struct setup_options *options)
{
        if (options->help || options->version || options->print_capabilities)
                return 0;
        if (!options->tpm2)
                return -swtpm_error("there is no TPM 1.2: --tpm2 is needed");
        if (!options->state)
                return -swtpm_error("--tpmstate is needed");
        if (options->overwrite && options->keep)
                return -swtpm_error("--overwrite or --not-overwrite, not both");
        if (options->reconfigure && !options->banks)
                return -swtpm_error("--reconfigure: --pcr-banks is needed");
        return options->banks && strcmp(options->banks, "-") != 0 ? banks_check(options->banks) : 0;
}

int setup_options_read(int argc, char **argv, struct setup_options *out)
{
        struct option known[DEEDS + 1] = { 0 };
        int number;

        *out = (struct setup_options){ 0 };
        for (size_t i = 0; i < DEEDS; i++)
                known[i] = (struct option){ deeds[i].name, deeds[i].argument, NULL, 256 + (int)i };
        optind = 1;
        while ((number = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (number == '?')
                        return -1;
                if (number == 'h')
                        out->help = true;
                else if (obey((size_t)number - 256, optarg, out))
                        return -1;
        }
        if (optind < argc)
                return -swtpm_error("%s: unexpected; see --help", argv[optind]);
        return check(out);
}
