/*
 * fuzz/ca/policy.c - any text as a policy file, up to its first NUL; what is behind that is in every file that it names: roots,
 * lists of revoked ones, profiles. What is refused is refused with words, and what is accepted is within its limits.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/file.h"
#include "tools/policy/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *named;
static size_t named_size;

/* In place of tools/common/file.c: a policy names whatever there is on this machine. */
int file_read(const char *path, struct file *out)
{
        (void)path;
        *out = (struct file){ malloc(named_size + 1), named_size };
        if (!out->data)
                return -ENOMEM;
        if (named_size)
                memcpy(out->data, named, named_size);
        out->data[named_size] = '\0';
        return 0;
}

void file_free(struct file *file)
{
        free(file->data);
        *file = (struct file){ 0 };
}

static void must(bool condition)
{
        if (!condition)
                abort();
}

static bool ends(const char *text, size_t size)
{
        return memchr(text, '\0', size) != NULL;
}

static void check(const struct ca_policy *policy)
{
        const struct report_rules *rules = &policy->rules;

        must(rules->vmpl <= 3 && rules->chip_count <= CHIPS_MAX);
        must(rules->measurement_count <= POLICY_MEASUREMENTS_MAX);
        for (size_t i = 0; i < rules->measurement_count; i++)
                must(ends(policy->measurements[i].label, sizeof(policy->measurements[i].label)));
        must(policy->profile_count <= POLICY_PROFILES_MAX);
        for (uint32_t i = 0; i < policy->profile_count; i++)
                must(policy_find_profile(policy, policy->profiles[i].digest, PROFILE_DIGEST_SIZE) !=
                     NULL);
        must(ends(policy->issuer_url, sizeof(policy->issuer_url)));
        must(ends(policy->crl_url, sizeof(policy->crl_url)));
        must(rules->demands.id_keys.count <= DEMANDED_KEYS_MAX &&
             rules->demands.author_keys.count <= DEMANDED_KEYS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
        size_t text_size = end ? (size_t)(end - data) : size;
        char *said = NULL;
        size_t length;
        FILE *errors = open_memstream(&said, &length);
        struct ca_policy *policy;

        if (!errors)
                return 0;
        named = end ? end + 1 : data;
        named_size = end ? size - text_size - 1 : 0;
        policy = policy_load_text("d/policy.yaml", data, text_size, errors);
        fclose(errors);
        must((policy == NULL) == (length != 0));
        if (policy)
                check(policy);
        policy_free(policy);
        free(said);
        return 0;
}
