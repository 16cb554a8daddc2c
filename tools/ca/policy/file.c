/* tools/ca/policy/file.c - see file.h. */
#include "tools/ca/policy/file.h"

#include "tools/common/kind.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ca/policy/demands.h"
#include "tools/ca/policy/values.h"
#include "tools/common/file.h"

#define SVN_MOST 255

static const struct word allow_refuse[] = { { "refuse", 0 }, { "allow", 1 } };

/* Where the parts of a policy were said; NULL what was not. */
struct nodes {
        yaml_node_t *arks;
        yaml_node_t *measurements;
        yaml_node_t *profiles;
        yaml_node_t *vmpl;
        yaml_node_t *minimum;
        yaml_node_t *vlek;
        yaml_node_t *provisional;
        yaml_node_t *unattested;
        yaml_node_t *demand;
        yaml_node_t *gce;
        yaml_node_t *issuer_url;
        yaml_node_t *crl_url;
};

static bool add_root(struct source *source, const yaml_node_t *node, const char *path,
                     struct ca_policy *policy)
{
        struct file file;
        int error = file_read(path, &file);
        STACK_OF(X509) *list = error ? NULL : certificates_read(file.data, file.size);
        bool added = list != NULL;
        const char *kind = error || added ? NULL : file_kind(file.data, file.size);

        for (int i = 0; added && i < sk_X509_num(list); i++)
                added = X509_STORE_add_cert(policy->rules.roots, sk_X509_value(list, i)) == 1;
        sk_X509_pop_free(list, X509_free);
        file_free(&file);
        if (error)
                return source_fault(source, node, "trusted-arks: %s: %s", path, strerror(-error));
        if (kind)
                return source_fault(source, node, "trusted-arks: %s: no certificates: found %s",
                                    path, kind);
        return added || source_fault(source, node, "trusted-arks: %s: no certificates", path);
}

static bool read_roots(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        size_t count = source_list(source, list, "trusted-arks", POLICY_ARKS_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++) {
                yaml_node_t *node = source_element(source, list, i);
                char path[PATH_MAX];

                good &= policy_path(source, node, "trusted-arks", path) &&
                        add_root(source, node, path, policy);
                policy->root_count++;
        }
        return good;
}

static bool read_measurement(struct source *source, yaml_node_t *node, struct measurement *out)
{
        yaml_node_t *digest;
        yaml_node_t *label;
        const struct field fields[] = { { "digest", &digest, true }, { "label", &label, false } };
        struct profile_bytes bytes;

        if (!source_fields(source, node, "measurements", FIELDS(fields)) ||
            !source_hex(source, digest, "digest", &bytes))
                return false;
        if (bytes.size != MEASUREMENT_SIZE)
                return source_unexpected(source, digest, "digest", "%u hexadecimal digits",
                                         2 * MEASUREMENT_SIZE);
        memcpy(out->digest, bytes.data, bytes.size);
        return !label || policy_text(source, label, "label", out->label, sizeof(out->label));
}

static bool read_measurements(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        size_t count = source_list(source, list, "measurements", POLICY_MEASUREMENTS_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++)
                good &= read_measurement(source, source_element(source, list, i),
                                         &policy->measurements[i]);
        policy->rules.measurement_count = count;
        return good;
}

/* A name without slash and dot is of a profile that comes with Cashew; tools/profile/load/open.h has the rule. */
static bool read_profile(struct source *source, yaml_node_t *node, struct profile_file *out)
{
        const char *name = source_text(node);
        char path[PATH_MAX];

        if (!name || !*name)
                return source_unexpected(source, node, "profiles", "the name of a profile");
        if (strpbrk(name, "/.") && !policy_path(source, node, "profiles", path))
                return false;
        if (profile_load(strpbrk(name, "/.") ? path : name, source->errors, out))
                return source_fault(source, node, "profiles: that one cannot be used");
        return true;
}

static bool read_profiles(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        size_t count = source_list(source, list, "profiles", POLICY_PROFILES_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++)
                good &= read_profile(source, source_element(source, list, i), &policy->profiles[i]);
        policy->profile_count = (uint32_t)count;
        return good;
}

static bool read_minimum(struct source *source, yaml_node_t *node, struct snp_tcb *out)
{
        yaml_node_t *parts[5];
        const struct field fields[] = {
                { "boot-loader", &parts[0], false }, { "tee", &parts[1], false },
                { "snp", &parts[2], false },         { "microcode", &parts[3], false },
                { "fmc", &parts[4], false },
        };
        uint8_t *const values[] = { &out->boot_loader, &out->tee, &out->snp, &out->microcode,
                                    &out->fmc };
        bool good = source_fields(source, node, "minimum-tcb", FIELDS(fields));

        for (size_t i = 0; good && i < sizeof(parts) / sizeof(parts[0]); i++) {
                uint32_t value = 0;

                if (parts[i])
                        good = source_number(source, parts[i], fields[i].name, 0, SVN_MOST, &value);
                *values[i] = (uint8_t)value;
        }
        return good;
}

static bool read_allow(struct source *source, yaml_node_t *node, const char *field, bool *out)
{
        uint32_t value = 0;
        bool good = !node || source_word(source, node, field, WORDS(allow_refuse), &value);

        *out = value != 0;
        return good;
}

static bool read_rules(struct source *source, const struct nodes *nodes, struct ca_policy *policy)
{
        struct report_rules *rules = &policy->rules;
        bool good = true;

        if (nodes->arks)
                good &= read_roots(source, nodes->arks, policy);
        if (nodes->measurements)
                good &= read_measurements(source, nodes->measurements, policy);
        if (nodes->vmpl)
                good &= source_number(source, nodes->vmpl, "vmpl", 0, 3, &rules->vmpl);
        if (nodes->minimum)
                good &= read_minimum(source, nodes->minimum, &rules->minimum);
        if (nodes->demand)
                good &= policy_demands(source, nodes->demand, &rules->demands);
        good &= read_allow(source, nodes->vlek, "vlek", &rules->vlek);
        good &= read_allow(source, nodes->provisional, "provisional-firmware", &rules->provisional);
        return read_allow(source, nodes->unattested, "unattested", &policy->unattested) && good;
}

static bool read_issuing(struct source *source, const struct nodes *nodes, struct ca_policy *policy)
{
        bool good = true;

        if (nodes->profiles)
                good &= read_profiles(source, nodes->profiles, policy);
        policy->has_gce = nodes->gce != NULL;
        if (nodes->gce)
                good &= policy_gce(source, nodes->gce, &policy->gce);
        if (nodes->issuer_url)
                good &= policy_url(source, nodes->issuer_url, "issuer-url", policy->issuer_url,
                                   sizeof(policy->issuer_url));
        if (nodes->crl_url)
                good &= policy_url(source, nodes->crl_url, "crl-url", policy->crl_url,
                                   sizeof(policy->crl_url));
        return good;
}

static bool read_policy(struct source *source, struct ca_policy *policy)
{
        struct nodes nodes = { 0 };
        const struct field fields[] = {
                { "trusted-arks", &nodes.arks, false },
                { "measurements", &nodes.measurements, false },
                { "profiles", &nodes.profiles, false },
                { "vmpl", &nodes.vmpl, false },
                { "minimum-tcb", &nodes.minimum, false },
                { "vlek", &nodes.vlek, false },
                { "provisional-firmware", &nodes.provisional, false },
                { "unattested", &nodes.unattested, false },
                { "demand", &nodes.demand, false },
                { "gce", &nodes.gce, false },
                { "issuer-url", &nodes.issuer_url, false },
                { "crl-url", &nodes.crl_url, false },
        };
        bool good = source_fields(source, source_root(source), "policy", FIELDS(fields));

        good &= read_rules(source, &nodes, policy);
        return read_issuing(source, &nodes, policy) && good;
}

struct ca_policy *policy_load_text(const char *path, const void *text, size_t size, FILE *errors)
{
        struct ca_policy *policy = calloc(1, sizeof(*policy));
        struct source source;
        bool good;

        if (!policy)
                abort(); /* at its start, on a host */
        policy->rules.roots = X509_STORE_new();
        policy->rules.measurements = policy->measurements;
        good = policy->rules.roots && source_open(&source, path, text, size, errors);
        if (good) {
                good = read_policy(&source, policy);
                source_close(&source);
        }
        if (good)
                return policy;
        policy_free(policy);
        return NULL;
}

struct ca_policy *policy_load(const char *path, FILE *errors)
{
        struct file file;
        int error = file_read(path, &file);
        struct ca_policy *policy;

        if (error) {
                fprintf(errors, "%s: %s (`cashew ca allow` makes one)\n", path, strerror(-error));
                return NULL;
        }
        policy = policy_load_text(path, file.data, file.size, errors);
        file_free(&file);
        return policy;
}

void policy_free(struct ca_policy *policy)
{
        if (!policy)
                return;
        X509_STORE_free(policy->rules.roots);
        for (uint32_t i = 0; i < policy->profile_count; i++)
                profile_file_free(&policy->profiles[i]);
        free(policy);
}

const struct profile_file *policy_find_profile(const struct ca_policy *policy, const void *digest,
                                               size_t size)
{
        for (uint32_t i = 0; size == PROFILE_DIGEST_SIZE && i < policy->profile_count; i++) {
                if (memcmp(policy->profiles[i].digest, digest, size) == 0)
                        return &policy->profiles[i];
        }
        return NULL;
}
