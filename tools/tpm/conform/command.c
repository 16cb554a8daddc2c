/* tools/tpm/conform/command.c - `cashew tpm conform`: a TPM against a profile, line by line. */
#include "tools/tpm/conform/checks.h"

#include "tools/common/command.h"
#include "tools/profile/load/open.h"
#include "tools/tpm/command.h"
#include "tools/tpm/device/open.h"

#include <stdlib.h>

struct options {
        const char *profile;
        struct device_options device;
        bool json;
};

static const struct option known[] = {
        { TPM_OPTION_PROFILE(struct options, profile), .required = true },
        { TPM_OPTION_TCTI(struct options, device.tcti) },
        { TPM_OPTION_OWNER_AUTH(struct options, device.owner_auth) },
        { "endorsement-auth", "TEXT", OPTION_TEXT(struct options, device.endorsement_auth),
          "that of the endorsement hierarchy" },
        { "json", NULL, OPTION_FLAG(struct options, json), "for programs" },
        { 0 },
};

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

static int conform_command(void *arguments)
{
        const struct options *options = arguments;
        struct profile_file file;
        struct device *device;
        int status = 1;

        if (profile_load(options->profile, stderr, &file))
                return 1;
        device = device_open(&options->device);
        if (device) {
                status = conform(device, &file.profile, options->json);
                device_close(device);
        }
        profile_file_free(&file);
        return status;
}

const struct command tpm_conform = {
        .name = "conform",
        .summary = "compare a TPM with a profile, line by line",
        .description =
                "Compares a TPM with what a profile says and prints a line for each thing: pass or FAIL. "
                "Nothing in the TPM changes; keys that are not kept are made again and let go. Exit status "
                "0: all of it passed, 1: something failed.",
        .run = conform_command,
        COMMAND_OPTIONS(known, struct options),
};
