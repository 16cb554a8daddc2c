/* tools/ca/allow.c - `cashew ca allow`: adds an image, a profile or a chip's root to the policy. */
#include "tools/ca/command.h"
#include "tools/ca/authority/name.h"
#include "tools/ca/policy/edit.h"
#include "tools/policy/file.h"
#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/common/path.h"
#include "tools/evidence/added_vcpus.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/profile/load/find.h"

#include <errno.h>
#include <limits.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGEST_DIGITS 96
#define ITEM_MAX      (PATH_MAX + 8)

/* What is added. */
enum addition { MEASUREMENT, IMAGE, PROFILE, ARK };

struct options {
        const char *directory;
        const char *policy;
        const char *label;
        struct option_list additions; /* with tags of enum addition */
};

/* The policy's text while it grows; @policy is the same, read. */
struct editing {
        char path[PATH_IN_MAX];
        struct file text;
        struct ca_policy *policy;
};

static const struct option known[] = {
        { "measurement", "HEX", OPTION_LIST(struct options, additions),
          "a launch digest, 96 hexadecimal digits", .tag = MEASUREMENT },
        { "image", "FILE", OPTION_FILES(struct options, additions),
          "the launch digest of an IGVM image", .tag = IMAGE },
        { "profile", "NAME|FILE", OPTION_FILES(struct options, additions),
          "a profile that comes with Cashew, or a file", .tag = PROFILE, .offer = profile_names },
        { "ark", "FILE", OPTION_FILES(struct options, additions),
          "the root certificate of chips, PEM or DER", .tag = ARK },
        { "label", "TEXT", OPTION_TEXT(struct options, label),
          "what to call the measurements of this command (default: the image's name)" },
        { CA_OPTION_DIRECTORY(struct options) },
        { "policy", "FILE", OPTION_FILE(struct options, policy),
          "the policy (default DIR/policy.yaml); made if it is not there" },
        { 0 },
};

/* A policy that is not there yet is an empty one. */
static int start(const struct options *options, struct editing *editing)
{
        static const char empty[] = "# Whom this CA believes; see cashew-ca(1).\nvmpl: 0\n";
        int error;

        if (options->policy)
                snprintf(editing->path, sizeof(editing->path), "%s", options->policy);
        else
                path_in(editing->path, "ca", ca_directory(options->directory), "policy.yaml");
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
                const struct measurement *allowed = &editing->policy->measurements[i];

                if (memcmp(allowed->digest, digest, MEASUREMENT_SIZE) == 0)
                        return 0;
                if (added_vcpus(allowed->digest, digest))
                        return command_error("ca",
                                             "this is the digest of \"%s\" with save areas "
                                             "that KVM adds: they begin in memory that the guest "
                                             "may write, so it is never allowed",
                                             allowed->label);
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
        bool there;

        if (profile_load(name, stderr, &file))
                return 1;
        there = policy_find_profile(editing->policy, file.digest, sizeof(file.digest)) != NULL;
        profile_file_free(&file);
        if (there)
                return 0;
        return strpbrk(name, "/.") ? add_file(editing, "profiles", name)
                                   : add(editing, "profiles", name);
}

static int apply(struct editing *editing, int what, const char *value, const char *label)
{
        switch ((enum addition)what) {
        case MEASUREMENT:
                return add_measurement(editing, value, label);
        case IMAGE:
                return add_image(editing, value, label);
        case PROFILE:
                return add_profile(editing, value);
        default:
                return add_file(editing, "trusted-arks", value);
        }
}

static int allow(void *arguments)
{
        const struct options *options = arguments;
        const struct option_list *additions = &options->additions;
        struct editing editing = { 0 };
        int result = start(options, &editing);

        for (size_t i = 0; !result && i < additions->count; i++)
                result = apply(&editing, additions->items[i].tag, additions->items[i].text,
                               options->label);
        if (!result && file_write(editing.path, editing.text.data, editing.text.size))
                result = command_error("ca", "%s: cannot be written", editing.path);
        policy_free(editing.policy);
        file_free(&editing.text);
        return result ? 1 : 0;
}

const struct command ca_allow = {
        .name = "allow",
        .summary = "add an image, a profile or a chip's root to the policy",
        .description =
                "Adds to the policy by which the CA believes machines. What is there already is not added "
                "again; everything else in the file stays as it is.",
        .run = allow,
        .one_of = "measurement image profile ark",
        COMMAND_OPTIONS(known, struct options),
};
