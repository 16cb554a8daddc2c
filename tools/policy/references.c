/* tools/policy/references.c - see references.h. */
#include "tools/policy/references.h"

#include <stdio.h>
#include <string.h>

#include "tools/policy/files.h"
#include "tools/policy/lists.h"
#include "tools/policy/values.h"
#include "tools/rats/signing.h"

/* A file's name without its directory, as far as it can be shown. */
static void make_label(const char *path, char label[REFERENCE_LABEL_MAX + 1])
{
        const char *slash = strrchr(path, '/');

        (void)snprintf(label, REFERENCE_LABEL_MAX + 1, "%s", slash ? slash + 1 : path);
        for (char *c = label; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
        }
}

/* So that the step "measurement" knows them as well. */
static bool expect_images(struct ca_policy *policy, size_t first)
{
        const struct reference_images *images = &policy->references;

        for (size_t i = first; i < images->count; i++) {
                if (!policy_add_measurement(policy, images->list[i].measurement,
                                            images->list[i].label))
                        return false;
        }
        return true;
}

const char *policy_take_references(struct ca_policy *policy, const void *data, size_t size,
                                   const char *path, struct reference_signers signers,
                                   char reason[REFERENCE_REASON_MAX])
{
        char label[REFERENCE_LABEL_MAX + 1];
        size_t before = policy->references.count;
        const char *problem;

        make_label(path, label);
        problem = reference_file_read(data, size, label, signers, &policy->references, reason);
        if (problem || expect_images(policy, before))
                return problem;
        (void)snprintf(reason, REFERENCE_REASON_MAX, "has too many images, with those before");
        return reason;
}

/* The key that must have signed; false after a complaint. */
static bool read_signer(struct source *source, const yaml_node_t *node,
                        const struct ca_policy *policy, EVP_PKEY **out)
{
        char path[PATH_MAX];
        struct file file;
        const char *problem;

        if (!policy_path(source, node, "key", path))
                return false;
        problem = policy_file_read(policy->files, path, &file);
        if (problem)
                return source_fault(source, node, "key: %s: %s", path, problem);
        *out = signing_key_read(file.data, file.size);
        policy_file_free(&file);
        return *out || source_fault(source, node, "key: %s: expected %s or its certificate", path,
                                    SIGNING_EXPECTED);
}

static bool read_file(struct source *source, const yaml_node_t *node,
                      struct reference_signers signers, struct ca_policy *policy)
{
        static const char field[] = "reference-values";
        char reason[REFERENCE_REASON_MAX];
        char path[PATH_MAX];
        struct file file;
        const char *problem;

        if (!policy_path(source, node, field, path))
                return false;
        problem = policy_file_read(policy->files, path, &file);
        if (problem)
                return source_fault(source, node, "%s: %s: %s", field, path, problem);
        problem = policy_take_references(policy, file.data, file.size, path, signers, reason);
        policy_file_free(&file);
        return !problem || source_fault(source, node, "%s: %s: it %s", field, path, problem);
}

/* A file by itself, or with the key that must have signed it. */
static bool read_reference(struct source *source, yaml_node_t *node, struct ca_policy *policy)
{
        yaml_node_t *file = node;
        yaml_node_t *signer = NULL;
        const struct field fields[] = { { "file", &file, true }, { "key", &signer, false } };
        EVP_PKEY *key = NULL;
        bool good;

        if (!source_text(node) && !source_fields(source, node, "reference-values", FIELDS(fields)))
                return false;
        if (signer && !read_signer(source, signer, policy, &key))
                return false;
        good = read_file(source, file, (struct reference_signers){ &key, key ? 1 : 0 }, policy);
        EVP_PKEY_free(key);
        return good;
}

bool policy_references(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        size_t count = source_list(source, list, "reference-values", REFERENCE_IMAGES_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++)
                good &= read_reference(source, source_element(source, list, i), policy);
        return good;
}
