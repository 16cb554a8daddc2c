/* tools/tpm/show/command.c - `cashew tpm show`: what a TPM has, for people or as JSON. */
#include "tools/tpm/show/facts.h"

#include "tools/common/command.h"
#include "tools/common/json.h"
#include "tools/profile/load/open.h"
#include "tools/profile/print/output.h"
#include "tools/tpm/command.h"
#include "tools/tpm/device/open.h"

#include <stdlib.h>
#include <string.h>

struct options {
        const char *profile;
        struct device_options device;
        bool json;
};

static const struct option known[] = {
        { TPM_OPTION_TCTI(struct options, device.tcti) },
        { TPM_OPTION_OWNER_AUTH(struct options, device.owner_auth) },
        { TPM_OPTION_PROFILE(struct options, profile) },
        { "json", NULL, OPTION_FLAG(struct options, json), "for programs" },
        { 0 },
};

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

static int show_command(void *arguments)
{
        const struct options *options = arguments;
        struct profile_file file = { 0 };
        struct device *device;
        int status = 1;

        if (options->profile && profile_load(options->profile, stderr, &file))
                return 1;
        device = device_open(&options->device);
        if (device) {
                status = show(device, options->profile ? &file.profile : NULL, options->json);
                device_close(device);
        }
        profile_file_free(&file);
        return status;
}

const struct command tpm_show = {
        .name = "show",
        .summary = "what a TPM has",
        .description =
                "Shows a TPM's persistent keys and NV indices, certificates and templates in them, and "
                "with a profile what of it is as the profile says.",
        .run = show_command,
        COMMAND_OPTIONS(known, struct options),
};
