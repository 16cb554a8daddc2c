/* tools/profile/command.c - cashew profile: list, check, compile, show, diff. */
#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/profile/load/find.h"
#include "tools/profile/load/open.h"
#include "tools/profile/print/describe.h"
#include "tools/profile/print/output.h"

static const char usage_text[] =
        "usage: cashew profile list\n"
        "       cashew profile check PROFILE...\n"
        "       cashew profile compile PROFILE -o FILE\n"
        "       cashew profile show PROFILE [--json]\n"
        "       cashew profile diff PROFILE[:KEY] PROFILE[:KEY] [--all] [--json]\n"
        "\n"
        "A profile says what a TPM is to be: its keys, NV indices, certificates. PROFILE is a file,\n"
        "YAML or compiled, or the name of one that `list` prints ($CASHEW_PROFILES, a directory,\n"
        "replaces those that come with Cashew). `check` says what is wrong and where; `compile`\n"
        "writes what the SVSM, the CA and `cashew tpm` read. `show` prints a profile in words, and\n"
        "`diff` in which of them two differ (--all: also where they do not), role by role; with KEY\n"
        "one key of each is compared, whatever their roles.\n";

struct options {
        const char *operands[64];
        int count;
        const char *output;
        bool json;
        bool all;
};

static int wrong_usage(const char *what, const char *word)
{
        fprintf(stderr, "cashew profile: %s%s; see `cashew profile --help`\n", what, word);
        return 2;
}

static int take_option(int argc, char **argv, int *i, struct options *options)
{
        if (strcmp(argv[*i], "--json") == 0) {
                options->json = true;
        } else if (strcmp(argv[*i], "--all") == 0) {
                options->all = true;
        } else if (strcmp(argv[*i], "-o") == 0 || strcmp(argv[*i], "--output") == 0) {
                if (++*i == argc)
                        return wrong_usage("a file is wanted behind ", argv[*i - 1]);
                options->output = argv[*i];
        } else {
                return wrong_usage("no option ", argv[*i]);
        }
        return 0;
}

static int parse(int argc, char **argv, struct options *options)
{
        for (int i = 1; i < argc; i++) {
                int status = 0;

                if (argv[i][0] == '-' && argv[i][1])
                        status = take_option(argc, argv, &i, options);
                else if (options->count < 64)
                        options->operands[options->count++] = argv[i];
                else
                        status = wrong_usage("too many profiles", "");
                if (status)
                        return status;
        }
        return 0;
}

static void print_digest(const struct profile_file *file, size_t bytes)
{
        for (size_t i = 0; i < bytes; i++)
                printf("%02x", file->digest[i]);
}

static void print_name(const struct profile_file *file)
{
        printf("%.*s", (int)file->profile.name.size, (const char *)file->profile.name.data);
}

static int is_yaml(const struct dirent *entry)
{
        size_t length = strlen(entry->d_name);

        return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int list_one(const char *file_name)
{
        char name[256];
        struct profile_file file;

        snprintf(name, sizeof(name), "%.*s", (int)strlen(file_name) - 5, file_name);
        if (profile_load(name, stderr, &file))
                return 1;
        printf("%-16s %8u %5u %4u %13u  ", name, file.profile.revision, file.profile.key_count,
               file.profile.nv_count, file.profile.certificate_count);
        print_digest(&file, 8);
        putchar('\n');
        profile_file_free(&file);
        return 0;
}

static int list(const struct options *options)
{
        struct dirent **entries;
        int count;
        int status = 0;

        if (options->count != 0)
                return wrong_usage("list takes no profile", "");
        count = scandir(profile_directory(), &entries, is_yaml, alphasort);
        if (count < 0)
                return command_error("profile", "%s: cannot be read", profile_directory());
        printf("%-16s %8s %5s %4s %13s  %s\n", "profile", "revision", "keys", "NV", "certificates",
               "digest begins");
        for (int i = 0; i < count; i++) {
                status |= list_one(entries[i]->d_name);
                free(entries[i]);
        }
        free(entries);
        return status;
}

static int check(const struct options *options)
{
        int status = 0;

        if (options->count == 0)
                return wrong_usage("check wants a profile", "");
        for (int i = 0; i < options->count; i++) {
                struct profile_file file;

                if (profile_load(options->operands[i], stderr, &file)) {
                        status = 1;
                        continue;
                }
                printf("%s: ", options->operands[i]);
                print_name(&file);
                printf(", revision %u: %zu bytes, ", file.profile.revision, file.size);
                print_digest(&file, PROFILE_DIGEST_SIZE);
                putchar('\n');
                profile_file_free(&file);
        }
        return status;
}

static int compile(const struct options *options)
{
        struct profile_file file;
        int error;

        if (options->count != 1 || !options->output)
                return wrong_usage("compile wants a profile and -o FILE", "");
        if (profile_load(options->operands[0], stderr, &file))
                return 1;
        error = file_write(options->output, file.bytes, file.size);
        profile_file_free(&file);
        return error ? command_error("profile", "%s: %s", options->output, strerror(-error)) : 0;
}

static int show(const struct options *options)
{
        struct profile_file file;
        struct facts facts;

        if (options->count != 1)
                return wrong_usage("show wants one profile", "");
        if (profile_load(options->operands[0], stderr, &file))
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

static int diff(const struct options *options)
{
        struct profile_file files[2];
        struct side sides[2];

        if (options->count != 2)
                return wrong_usage("diff wants two profiles", "");
        if (read_side(options->operands[0], &files[0], &sides[0]))
                return 1;
        if (read_side(options->operands[1], &files[1], &sides[1])) {
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

static const struct {
        const char *name;
        int (*run)(const struct options *options);
} actions[] = {
        { "list", list }, { "check", check }, { "compile", compile },
        { "show", show }, { "diff", diff },
};

int command_profile(int argc, char **argv)
{
        struct options options = { 0 };
        int status;

        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--help") == 0) {
                        fputs(usage_text, stdout);
                        return 0;
                }
        }
        if (argc < 2) {
                fputs(usage_text, stderr);
                return 2;
        }
        for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
                if (strcmp(argv[1], actions[i].name) != 0)
                        continue;
                status = parse(argc - 1, argv + 1, &options);
                return status ? status : actions[i].run(&options);
        }
        return wrong_usage("no action ", argv[1]);
}
