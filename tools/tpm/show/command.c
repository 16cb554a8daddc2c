/* tools/tpm/show/command.c - `cashew tpm show`: what a TPM has, for people or as JSON. */
#include "tools/tpm/show/facts.h"

#include "tools/common/command.h"
#include "tools/common/json.h"
#include "tools/profile/load/open.h"
#include "tools/profile/print/output.h"
#include "tools/tpm/command.h"
#include "tools/tpm/device/open.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

struct options {
        const char *profile;
        struct device_options device;
        bool json;
};

static void usage(FILE *out)
{
        fputs("usage: cashew tpm show [--tcti TCTI] [--profile NAME|FILE] [--json]\n\n"
              "Shows a TPM's persistent keys and NV indices, certificates and templates in them,\n"
              "and with a profile what of it is as the profile says.\n\n"
              "  --tcti TCTI          the TPM, as for tpm2-tools (else $TPM2TOOLS_TCTI)\n"
              "  --profile NAME|FILE  a profile of ours, or a file, YAML or compiled\n"
              "  --owner-auth TEXT    the owner's password, if there is one\n"
              "  --json               for programs\n",
              out);
}

static void parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "tcti", required_argument, NULL, 't' },
                { "profile", required_argument, NULL, 'p' },
                { "owner-auth", required_argument, NULL, 'o' },
                { "json", no_argument, NULL, 'j' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (option == 't') {
                        options->device.tcti = optarg;
                } else if (option == 'p') {
                        options->profile = optarg;
                } else if (option == 'o') {
                        options->device.owner_auth = optarg;
                } else if (option == 'j') {
                        options->json = true;
                } else {
                        usage(option == 'h' ? stdout : stderr);
                        exit(option == 'h' ? 0 : 2);
                }
        }
        if (optind == argc)
                return;
        usage(stderr);
        exit(2);
}

/* An object of objects: subjects, and their fields. */
static void print_json(const struct facts *facts)
{
        fputs("{", stdout);
        for (size_t i = 0; i < facts->count; i++) {
                bool new_subject =
                        i == 0 || strcmp(facts->list[i].subject, facts->list[i - 1].subject) != 0;

                if (new_subject) {
                        fputs(i ? "\n  },\n  " : "\n  ", stdout);
                        json_string(stdout, facts->list[i].subject);
                }
                fputs(new_subject ? ": {\n    " : ",\n    ", stdout);
                json_string(stdout, facts->list[i].field);
                fputs(": ", stdout);
                json_string(stdout, facts->list[i].value);
        }
        fputs(facts->count ? "\n  }\n}\n" : "}\n", stdout);
}

static int show(struct device *device, const struct profile *profile, bool json)
{
        struct inventory *inventory = inventory_take(device);
        struct facts facts = { 0 };

        if (!inventory)
                return 1;
        show_device(device, &facts);
        show_keys(inventory, profile, &facts);
        show_nv(inventory, profile, &facts);
        if (profile)
                show_missing(inventory, profile, &facts);
        if (json)
                print_json(&facts);
        else
                output_show(stdout, &facts);
        facts_free(&facts);
        free(inventory);
        return 0;
}

int tpm_show(int argc, char **argv)
{
        struct options options = { 0 };
        struct profile_file file = { 0 };
        struct device *device;
        int status = 1;

        parse(argc, argv, &options);
        if (options.profile && profile_load(options.profile, stderr, &file))
                return 1;
        device = device_open(&options.device);
        if (device) {
                status = show(device, options.profile ? &file.profile : NULL, options.json);
                device_close(device);
        }
        profile_file_free(&file);
        return status;
}
