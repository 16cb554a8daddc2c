/* tools/tpm/conform/command.c - `cashew tpm conform`: a TPM against a profile, line by line. */
#include "tools/tpm/conform/checks.h"

#include "tools/common/command.h"
#include "tools/profile/load/open.h"
#include "tools/tpm/command.h"
#include "tools/tpm/device/open.h"

#include <getopt.h>
#include <stdlib.h>

struct options {
        const char *profile;
        struct device_options device;
        bool json;
};

static void usage(FILE *out)
{
        fputs("usage: cashew tpm conform --profile NAME|FILE [--tcti TCTI] [OPTION...]\n\n"
              "Compares a TPM with what a profile says and prints a line for each thing: pass or\n"
              "FAIL. Nothing in the TPM changes; keys that are not kept are made again and let go.\n"
              "Exit status 0: all of it passed, 1: something failed.\n\n"
              "  --profile NAME|FILE     a profile of ours, or a file, YAML or compiled\n"
              "  --tcti TCTI             the TPM, as for tpm2-tools (else $TPM2TOOLS_TCTI)\n"
              "  --owner-auth TEXT       the owner's password, if there is one\n"
              "  --endorsement-auth TEXT that of the endorsement hierarchy\n"
              "  --json                  for programs\n",
              out);
}

static void parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "profile", required_argument, NULL, 'p' },
                { "tcti", required_argument, NULL, 't' },
                { "owner-auth", required_argument, NULL, 'o' },
                { "endorsement-auth", required_argument, NULL, 'e' },
                { "json", no_argument, NULL, 'j' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (option == 'p') {
                        options->profile = optarg;
                } else if (option == 't') {
                        options->device.tcti = optarg;
                } else if (option == 'o') {
                        options->device.owner_auth = optarg;
                } else if (option == 'e') {
                        options->device.endorsement_auth = optarg;
                } else if (option == 'j') {
                        options->json = true;
                } else {
                        usage(option == 'h' ? stdout : stderr);
                        exit(option == 'h' ? 0 : 2);
                }
        }
        if (optind == argc && options->profile)
                return;
        usage(stderr);
        exit(2);
}

static int conform(struct device *device, const struct profile *profile, bool json)
{
        struct report report = { .out = stdout, .json = json };
        struct observed *observed = observe(device, profile);
        char name[PROFILE_NAME_MAX + 1];
        int status;

        if (!observed)
                return command_error("tpm conform", "no memory");
        snprintf(name, sizeof(name), "%.*s", (int)profile->name.size,
                 (const char *)profile->name.data);
        report_begin(&report, name);
        conform_requirements(&report, device, profile);
        conform_banks(&report, device, profile);
        conform_keys(&report, observed);
        conform_nv(&report, observed);
        conform_certificates(&report, observed);
        status = report_end(&report);
        free(observed);
        return status;
}

int tpm_conform(int argc, char **argv)
{
        struct options options = { 0 };
        struct profile_file file;
        struct device *device;
        int status = 1;

        parse(argc, argv, &options);
        if (profile_load(options.profile, stderr, &file))
                return 1;
        device = device_open(&options.device);
        if (device) {
                status = conform(device, &file.profile, options.json);
                device_close(device);
        }
        profile_file_free(&file);
        return status;
}
