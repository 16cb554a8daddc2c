/* tools/profile/command.c - cashew profile: list, check, compile, show, diff. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/common/tree.h"
#include "tools/common/file.h"
#include "tools/profile/load/find.h"
#include "tools/profile/load/open.h"
#include "tools/profile/print/describe.h"
#include "tools/profile/print/output.h"

/* Operands of one check. */
#define PROFILES_MAX 64

/* One for all commands of `cashew profile`; each has options for some of it. */
struct options {
        struct operands operands;
        const char *output;
        bool json;
        bool all;
};

/* Of the whole digest its first @bytes. */
static void print_digest(const struct profile_file *file, size_t bytes)
{
        for (size_t i = 0; i < bytes; i++)
                printf("%02x", file->digest[i]);
}

static void print_name(const struct profile_file *file)
{
        printf("%.*s", (int)file->profile.name.size, (const char *)file->profile.name.data);
}

/* Whether any could not be loaded; profile_names() has nowhere to keep it. */
static int list_status;

/*
 * The digest's first 8 bytes are enough to tell profiles apart by eye; check and show print it
 * whole.
 */
static void list_one(const char *name)
{
        struct profile_file file;

        if (profile_load(name, stderr, &file)) {
                list_status = 1;
                return;
        }
        printf("%-16s %8u %5u %4u %13u  ", name, file.profile.revision, file.profile.key_count,
               file.profile.nv_count, file.profile.certificate_count);
        print_digest(&file, 8);
        putchar('\n');
        profile_file_free(&file);
}

/*
 * What cannot be loaded has its faults printed in between, and the others are listed all the same.
 */
static int list(void *options)
{
        (void)options;
        printf("%-16s %8s %5s %4s %13s  %s\n", "profile", "revision", "keys", "NV", "certificates",
               "digest begins");
        if (profile_names(list_one))
                return command_error("profile", "%s: cannot be read", profile_directory());
        return list_status;
}

/* All of them are checked, whatever is wrong with one; the status is that of the worst. */
static int check(void *arguments)
{
        const struct operands *operands = &((const struct options *)arguments)->operands;
        int status = 0;

        for (size_t i = 0; i < operands->count; i++) {
                struct profile_file file;

                if (profile_load(operands->list[i], stderr, &file)) {
                        status = 1;
                        continue;
                }
                printf("%s: ", operands->list[i]);
                print_name(&file);
                printf(", revision %u: %zu bytes, ", file.profile.revision, file.size);
                print_digest(&file, PROFILE_DIGEST_SIZE);
                putchar('\n');
                profile_file_free(&file);
        }
        return status;
}

/* The same text always gives the same bytes: so a digest says whether two made the same profile. */
static int compile(void *arguments)
{
        const struct options *options = arguments;
        struct profile_file file;
        int error;

        if (profile_load(options->operands.list[0], stderr, &file))
                return 1;
        error = file_write(options->output, file.bytes, file.size);
        profile_file_free(&file);
        return error ? command_error("profile", "%s: %s", options->output, strerror(-error)) : 0;
}

/* The JSON holds the digest too, so nothing stands in front of it there. */
static int show(void *arguments)
{
        const struct options *options = arguments;
        struct profile_file file;
        struct facts facts;

        if (profile_load(options->operands.list[0], stderr, &file))
                return 1;
        describe_profile(&file.profile, &facts);
        if (options->json) {
                output_show_json(stdout, &file, &facts);
        } else {
                print_name(&file);
                printf(", revision %u\ndigest ", file.profile.revision);
                print_digest(&file, PROFILE_DIGEST_SIZE);
                fputs("\n\n", stdout);
                output_show(stdout, &facts);
        }
        facts_free(&facts);
        profile_file_free(&file);
        return 0;
}

/* Names of keys are unique in a profile, so the first is the one. */
static int find_key(const struct profile *profile, const char *name)
{
        for (uint32_t i = 0; i < profile->key_count; i++) {
                if (profile->keys[i].name.size == strlen(name) &&
                    memcmp(profile->keys[i].name.data, name, strlen(name)) == 0)
                        return (int)i;
        }
        return -1;
}

/* PROFILE or PROFILE:KEY; the colon is the last one. */
static int read_side(const char *operand, struct profile_file *file, struct side *side)
{
        char *what = strdup(operand);
        char *key = what ? strrchr(what, ':') : NULL;
        int status = 1;
        int number = -1;

        side->title = operand;
        if (key)
                *key++ = '\0';
        if (!what || profile_load(what, stderr, file))
                goto out;
        if (key && (number = find_key(&file->profile, key)) < 0) {
                profile_file_free(file);
                command_error("profile", "%s: has no key \"%s\"", what, key);
                goto out;
        }
        if (key)
                describe_key(&file->profile, (uint32_t)number, &side->facts);
        else
                describe_profile(&file->profile, &side->facts);
        status = 0;
out:
        free(what);
        return status;
}

/*
 * Status 0 whether they differ or not: the number of differences is printed, and only what cannot
 * be read is a fault.
 */
static int diff(void *arguments)
{
        const struct options *options = arguments;
        char *const *operands = options->operands.list;
        struct profile_file files[2];
        struct side sides[2];

        if (read_side(operands[0], &files[0], &sides[0]))
                return 1;
        if (read_side(operands[1], &files[1], &sides[1])) {
                facts_free(&sides[0].facts);
                profile_file_free(&files[0]);
                return 1;
        }
        if (options->json)
                output_diff_json(stdout, &sides[0], &sides[1], options->all);
        else
                output_diff(stdout, &sides[0], &sides[1], options->all);
        for (int i = 0; i < 2; i++) {
                facts_free(&sides[i].facts);
                profile_file_free(&files[i]);
        }
        return 0;
}

#define OPTION_JSON                                                                        \
        {                                                                                  \
                "json", NULL, OPTION_FLAG(struct options, json), "JSON instead of a table" \
        }

static const struct command list_command = {
        .name = "list",
        .summary = "the profiles that come with Cashew",
        .description = "Prints a line for each profile that comes with Cashew.",
        .run = list,
};

static const struct command check_command = {
        .name = "check",
        .summary = "what is wrong with profiles, and where",
        .run = check,
        COMMAND_OPTIONS(NULL, struct options),
        COMMAND_OPERANDS("PROFILE...", struct options, 1, PROFILES_MAX, profile_names),
};

static const struct option compile_options[] = {
        { "output", "FILE", OPTION_FILE(struct options, output), "where the compiled profile goes",
          .letter = 'o', .required = true },
        { 0 },
};

static const struct command compile_command = {
        .name = "compile",
        .summary = "write what the SVSM, the CA and `cashew tpm` read",
        .run = compile,
        COMMAND_OPTIONS(compile_options, struct options),
        COMMAND_OPERANDS("PROFILE", struct options, 1, 1, profile_names),
};

static const struct option show_options[] = { OPTION_JSON, { 0 } };

static const struct command show_command = {
        .name = "show",
        .summary = "a profile in words",
        .run = show,
        COMMAND_OPTIONS(show_options, struct options),
        COMMAND_OPERANDS("PROFILE", struct options, 1, 1, profile_names),
};

static const struct option diff_options[] = {
        { "all", NULL, OPTION_FLAG(struct options, all), "also the fields that are the same" },
        OPTION_JSON,
        { 0 },
};

static const struct command diff_command = {
        .name = "diff",
        .summary = "in which fields two profiles differ",
        .description =
                "Prints in which fields two profiles differ, role by role; with KEY one key of each is "
                "compared, whatever their roles.",
        .run = diff,
        COMMAND_OPTIONS(diff_options, struct options),
        COMMAND_OPERANDS("PROFILE[:KEY] PROFILE[:KEY]", struct options, 2, 2, profile_names),
};

static const struct command *const commands[] = { &list_command, &check_command, &compile_command,
                                                  &show_command, &diff_command,  NULL };

const struct command command_profile = {
        .name = "profile",
        .summary = "what a TPM is to be: list, check, compile, show, diff",
        .description =
                "A profile says what a TPM is to be: its keys, NV indices, certificates. PROFILE is a file, YAML "
                "or compiled, or the name of one that `list` prints ($CASHEW_PROFILES, a directory, replaces "
                "those that come with Cashew).",
        .commands = commands,
};
