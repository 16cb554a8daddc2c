/* tools/policy/file.c - see file.h. */
#include "tools/policy/file.h"

#include <limits.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "tools/policy/demands.h"
#include "tools/policy/files.h"
#include "tools/policy/lists.h"
#include "tools/policy/references.h"
#include "tools/policy/values.h"
#include "tools/policy/words.h"

#define SVN_MOST 255

/* Where the parts of a policy were said; NULL what was not. */
struct nodes {
        yaml_node_t *arks;
        yaml_node_t *crls;
        yaml_node_t *measurements;
        yaml_node_t *references;
        yaml_node_t *chips;
        yaml_node_t *profiles;
        yaml_node_t *vmpl;
        yaml_node_t *time;
        yaml_node_t *minimum;
        yaml_node_t *vcek;
        yaml_node_t *vlek;
        yaml_node_t *masked;
        yaml_node_t *provisional;
        yaml_node_t *unknown;
        yaml_node_t *debug;
        yaml_node_t *migration;
        yaml_node_t *unattested;
        yaml_node_t *demand;
        yaml_node_t *gce;
        yaml_node_t *issuer_url;
        yaml_node_t *crl_url;
};

/* A name without slash and dot is of a profile that comes with Cashew; tools/profile/load/open.h has the rule. */
static bool read_profile(struct source *source, yaml_node_t *node, struct profile_file *out)
{
        const char *name = source_text(node);
        char path[PATH_MAX];

        if (!name || !*name)
                return source_unexpected(source, node, "profiles", "the name of a profile");
        if (strpbrk(name, "/.") && !policy_path(source, node, "profiles", path))
                return false;
        if (!policy_profile_read(strpbrk(name, "/.") ? path : name, source->errors, out))
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

/* *@out is what holds if nothing is said. */
static bool read_allow(struct source *source, yaml_node_t *node, const char *field, bool *out)
{
        uint32_t value = *out;
        bool good = !node || source_word(source, node, field, policy_allow_words, &value);

        *out = value != 0;
        return good;
}

/* What is allowed if nothing is said: the chip's key, and what a newer firmware may have meant. */
static bool read_allowances(struct source *source, const struct nodes *nodes,
                            struct ca_policy *policy)
{
        struct report_rules *rules = &policy->rules;
        bool vcek = true;
        bool unknown = true;
        bool good = read_allow(source, nodes->vcek, "vcek", &vcek);

        good &= read_allow(source, nodes->unknown, "unknown-bits", &unknown);
        rules->vcek_refused = !vcek;
        rules->unknown_refused = !unknown;
        good &= read_allow(source, nodes->vlek, "vlek", &rules->vlek);
        good &= read_allow(source, nodes->masked, "masked-chip", &rules->masked_chip);
        good &= read_allow(source, nodes->provisional, "provisional-firmware", &rules->provisional);
        good &= read_allow(source, nodes->debug, "debug", &rules->debug);
        good &= read_allow(source, nodes->migration, "migration", &rules->migration);
        return read_allow(source, nodes->unattested, "unattested", &policy->unattested) && good;
}

static bool read_time(struct source *source, const yaml_node_t *node, struct report_rules *rules)
{
        const char *text = source_text(node);

        rules->time_given = text && policy_read_time(text, &rules->time);
        return rules->time_given ||
               source_unexpected(source, node, "time", "%s", POLICY_TIME_EXPECTED);
}

static bool read_rules(struct source *source, const struct nodes *nodes, struct ca_policy *policy)
{
        struct report_rules *rules = &policy->rules;
        bool good = true;

        if (nodes->arks)
                good &= policy_roots(source, nodes->arks, policy);
        if (nodes->crls)
                good &= policy_crls(source, nodes->crls, policy);
        if (nodes->measurements)
                good &= policy_measurements(source, nodes->measurements, policy);
        if (nodes->references)
                good &= policy_references(source, nodes->references, policy);
        if (nodes->chips)
                good &= policy_chips(source, nodes->chips, policy);
        if (nodes->vmpl)
                good &= source_number(source, nodes->vmpl, "vmpl", 0, 3, &rules->vmpl);
        if (nodes->time)
                good &= read_time(source, nodes->time, rules);
        if (nodes->minimum)
                good &= read_minimum(source, nodes->minimum, &rules->minimum);
        if (nodes->demand)
                good &= policy_demands(source, nodes->demand, &rules->demands);
        return read_allowances(source, nodes, policy) && good;
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
                { "crls", &nodes.crls, false },
                { "measurements", &nodes.measurements, false },
                { "reference-values", &nodes.references, false },
                { "chips", &nodes.chips, false },
                { "profiles", &nodes.profiles, false },
                { "vmpl", &nodes.vmpl, false },
                { "time", &nodes.time, false },
                { "minimum-tcb", &nodes.minimum, false },
                { "vcek", &nodes.vcek, false },
                { "vlek", &nodes.vlek, false },
                { "masked-chip", &nodes.masked, false },
                { "provisional-firmware", &nodes.provisional, false },
                { "unknown-bits", &nodes.unknown, false },
                { "debug", &nodes.debug, false },
                { "migration", &nodes.migration, false },
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

struct ca_policy *policy_load_with(const char *path, const void *text, size_t size,
                                   const void *files, FILE *errors)
{
        struct ca_policy *policy = policy_new();
        struct source source;
        bool good;

        if (!policy) {
                fprintf(errors, "%s: there is no memory for a policy\n", path);
                return NULL;
        }
        policy->files = files;
        good = source_open(&source, path, text, size, errors);
        if (good) {
                good = read_policy(&source, policy);
                source_close(&source);
        }
        if (good) {
                policy->has_file = true;
                SHA256(text, size, policy->file_digest);
                return policy;
        }
        policy_free(policy);
        return NULL;
}

struct ca_policy *policy_load_text(const char *path, const void *text, size_t size, FILE *errors)
{
        return policy_load_with(path, text, size, NULL, errors);
}
