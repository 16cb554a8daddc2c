/* tools/policy/references.c - see references.h. */
#include "tools/policy/references.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/file.h"
#include "tools/common/store_key.h"
#include "tools/policy/lists.h"
#include "tools/policy/values.h"

/* A file's name without its directory, as far as it can be shown. */
static void make_label(const char *path, char label[REFERENCE_LABEL_MAX + 1])
{
        const char *slash = strrchr(path, '/');

        snprintf(label, REFERENCE_LABEL_MAX + 1, "%s", slash ? slash + 1 : path);
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

const char *policy_add_references(struct ca_policy *policy, const char *path,
                                  struct reference_signers signers,
                                  char reason[REFERENCE_REASON_MAX])
{
        char label[REFERENCE_LABEL_MAX + 1];
        size_t before = policy->references.count;
        struct file file;
        int error = file_read(path, &file);
        const char *problem;

        if (error) {
                snprintf(reason, REFERENCE_REASON_MAX, "%s", strerror(-error));
                return reason;
        }
        make_label(path, label);
        problem = reference_file_read(file.data, file.size, label, signers, &policy->references,
                                      reason);
        file_free(&file);
        if (!problem && !expect_images(policy, before)) {
                snprintf(reason, REFERENCE_REASON_MAX, "these are too many measurements");
                problem = reason;
        }
        return problem;
}

/* A file by itself, or with the key that must have signed it. */
static bool read_reference(struct source *source, yaml_node_t *node, struct ca_policy *policy)
{
        static const char field[] = "reference-values";
        yaml_node_t *file = node;
        yaml_node_t *signer = NULL;
        const struct field fields[] = { { "file", &file, true }, { "key", &signer, false } };
        char reason[REFERENCE_REASON_MAX];
        char path[PATH_MAX];
        char key_path[PATH_MAX];
        EVP_PKEY *key = NULL;
        const char *problem;

        if (!source_text(node) && !source_fields(source, node, field, FIELDS(fields)))
                return false;
        if (!policy_path(source, file, field, path))
                return false;
        if (signer) {
                if (!policy_path(source, signer, "key", key_path))
                        return false;
                key = store_key_public("policy", key_path);
                if (!key)
                        return source_fault(source, signer, "key: that one cannot be used");
        }
        problem = policy_add_references(policy, path,
                                        (struct reference_signers){ &key, key ? 1 : 0 }, reason);
        EVP_PKEY_free(key);
        return !problem || source_fault(source, node, "%s: %s: it %s", field, path, problem);
}

bool policy_references(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        size_t count = source_list(source, list, "reference-values", REFERENCE_IMAGES_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++)
                good &= read_reference(source, source_element(source, list, i), policy);
        return good;
}
