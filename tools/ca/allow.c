/* tools/ca/allow.c - `cashew ca allow`: adds an image, a profile or a chip's root to the policy. */
#include "tools/ca/command.h"
#include "tools/ca/authority/name.h"
#include "tools/ca/policy/edit.h"
#include "tools/ca/policy/file.h"
#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/common/path.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGEST_DIGITS 96
#define ADDITIONS_MAX 32
#define ITEM_MAX      (PATH_MAX + 8)

struct addition {
        char kind; /* the option's letter */
        const char *value;
};

struct options {
        const char *directory;
        const char *policy;
        const char *label;
        struct addition additions[ADDITIONS_MAX];
        size_t count;
};

/* The policy's text while it grows; @policy is the same, read. */
struct editing {
        char path[PATH_IN_MAX];
        struct file text;
        struct ca_policy *policy;
};

static void usage(FILE *out)
{
        fputs("usage: cashew ca allow [--dir DIR] [--policy FILE] [--label TEXT] WHAT...\n\n"
              "Adds to the policy by which the CA believes machines. What is there already is not\n"
              "added again; everything else in the file stays as it is.\n\n"
              "  --measurement HEX   a launch digest, 96 hexadecimal digits\n"
              "  --image FILE.igvm   the launch digest of an image\n"
              "  --profile NAME      a profile that comes with Cashew, or a file\n"
              "  --ark FILE          the root certificate of chips, PEM or DER\n"
              "  --label TEXT        what to call the measurements of this command (default: the\n"
              "                      image's name)\n"
              "  --dir DIR           the CA (default ~/.local/share/cashew/ca)\n"
              "  --policy FILE       the policy (default DIR/policy.yaml); made if it is not there\n",
              out);
}

static void bad_usage(void)
{
        usage(stderr);
        exit(2);
}

static void add_option(struct options *options, int kind, const char *value)
{
        if (options->count == ADDITIONS_MAX)
                bad_usage();
        options->additions[options->count++] = (struct addition){ (char)kind, value };
}

static void parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "dir", required_argument, NULL, 'd' },
                { "policy", required_argument, NULL, 'f' },
                { "label", required_argument, NULL, 'l' },
                { "measurement", required_argument, NULL, 'm' },
                { "image", required_argument, NULL, 'i' },
                { "profile", required_argument, NULL, 'p' },
                { "ark", required_argument, NULL, 'a' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (option == 'h') {
                        usage(stdout);
                        exit(0);
                }
                if (option == '?')
                        bad_usage();
                else if (option == 'd')
                        options->directory = optarg;
                else if (option == 'f')
                        options->policy = optarg;
                else if (option == 'l')
                        options->label = optarg;
                else
                        add_option(options, option, optarg);
        }
        if (optind != argc || options->count == 0)
                bad_usage();
}

/* A policy that is not there yet is an empty one. */
static int start(const struct options *options, struct editing *editing)
{
        static const char empty[] = "# Whom this CA believes; see cashew-ca(1).\nvmpl: 0\n";
        const char *directory = options->directory ? options->directory : "";
        int error;

        if (options->policy)
                snprintf(editing->path, sizeof(editing->path), "%s", options->policy);
        else
                path_in(editing->path, "ca", *directory ? directory : ca_default_directory(),
                        "policy.yaml");
        error = file_read(editing->path, &editing->text);
        if (error == -ENOENT) {
                editing->text = (struct file){ (uint8_t *)strdup(empty), sizeof(empty) - 1 };
                error = editing->text.data ? 0 : -ENOMEM;
        }
        if (error)
                return command_error("ca", "%s: %s", editing->path, strerror(-error));
        editing->policy =
                policy_load_text(editing->path, editing->text.data, editing->text.size, stderr);
        return editing->policy ? 0 : 1;
}

/* One element more; what comes out must still be a policy. */
static int add(struct editing *editing, const char *list, const char *item)
{
        char *text =
                policy_edit_add((const char *)editing->text.data, editing->text.size, list, item);

        if (!text)
                return command_error("ca", "%s: %s cannot be added to", editing->path, list);
        file_free(&editing->text);
        editing->text = (struct file){ (uint8_t *)text, strlen(text) };
        policy_free(editing->policy);
        editing->policy = policy_load_text(editing->path, text, editing->text.size, stderr);
        return editing->policy ? 0 : 1;
}

static int add_digest(struct editing *editing, const uint8_t digest[MEASUREMENT_SIZE],
                      const char *label)
{
        char hex[2 * MEASUREMENT_SIZE + 1];
        char item[ITEM_MAX];

        for (size_t i = 0; i < editing->policy->rules.measurement_count; i++) {
                if (memcmp(editing->policy->measurements[i].digest, digest, MEASUREMENT_SIZE) == 0)
                        return 0;
        }
        if (strlen(label) > MEASUREMENT_LABEL_MAX || strpbrk(label, "\"\\"))
                return command_error("ca", "a label has no quotes and at most %u characters",
                                     MEASUREMENT_LABEL_MAX);
        steps_hex(digest, MEASUREMENT_SIZE, hex);
        snprintf(item, sizeof(item),
                 *label ? "{digest: \"%s\", label: \"%s\"}" : "{digest: \"%s\"}", hex, label);
        return add(editing, "measurements", item);
}

static int add_measurement(struct editing *editing, const char *hex, const char *label)
{
        uint8_t digest[MEASUREMENT_SIZE];
        long size = 0;
        unsigned char *bytes = strlen(hex) == DIGEST_DIGITS && !strchr(hex, ':')
                                       ? OPENSSL_hexstr2buf(hex, &size)
                                       : NULL;

        if (!bytes || size != MEASUREMENT_SIZE) {
                OPENSSL_free(bytes);
                return command_error("ca", "a measurement has %u hexadecimal digits",
                                     DIGEST_DIGITS);
        }
        memcpy(digest, bytes, sizeof(digest));
        OPENSSL_free(bytes);
        return add_digest(editing, digest, label ? label : "");
}

static int add_image(struct editing *editing, const char *path, const char *label)
{
        uint8_t digest[MEASUREMENT_SIZE] = { 0 };
        const char *slash = strrchr(path, '/');
        struct file file;
        int failed;

        if (image_read_file(path, &file))
                return 1;
        failed = image_digest(path, &file, digest);
        file_free(&file);
        if (failed)
                return 1;
        return add_digest(editing, digest, label ? label : slash ? slash + 1 : path);
}

/* A file's name must mean the same wherever the CA is started. */
static int add_file(struct editing *editing, const char *list, const char *path)
{
        char absolute[PATH_MAX];
        char item[ITEM_MAX];

        if (!realpath(path, absolute))
                return command_error("ca", "%s: %s", path, strerror(errno));
        if (strpbrk(absolute, "\"\\"))
                return command_error("ca", "%s: a policy takes no such name", absolute);
        snprintf(item, sizeof(item), "\"%s\"", absolute);
        if (strstr((const char *)editing->text.data, item))
                return 0;
        return add(editing, list, item);
}

static int add_profile(struct editing *editing, const char *name)
{
        struct profile_file file;
        bool known;

        if (profile_load(name, stderr, &file))
                return 1;
        known = policy_find_profile(editing->policy, file.digest, sizeof(file.digest)) != NULL;
        profile_file_free(&file);
        if (known)
                return 0;
        return strpbrk(name, "/.") ? add_file(editing, "profiles", name)
                                   : add(editing, "profiles", name);
}

static int apply(struct editing *editing, const struct addition *addition, const char *label)
{
        switch (addition->kind) {
        case 'm':
                return add_measurement(editing, addition->value, label);
        case 'i':
                return add_image(editing, addition->value, label);
        case 'p':
                return add_profile(editing, addition->value);
        default:
                return add_file(editing, "trusted-arks", addition->value);
        }
}

int ca_allow(int argc, char **argv)
{
        struct options options = { 0 };
        struct editing editing = { 0 };
        int result;

        parse(argc, argv, &options);
        result = start(&options, &editing);
        for (size_t i = 0; !result && i < options.count; i++)
                result = apply(&editing, &options.additions[i], options.label);
        if (!result && file_write(editing.path, editing.text.data, editing.text.size))
                result = command_error("ca", "%s: cannot be written", editing.path);
        policy_free(editing.policy);
        file_free(&editing.text);
        return result ? 1 : 0;
}
