/* tools/policy/lists.c - see lists.h. */
#include "tools/policy/lists.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/kind.h"
#include "tools/evidence/certificates.h"
#include "tools/policy/files.h"
#include "tools/policy/values.h"
#include "tools/policy/words.h"

/* What was found instead, if people confuse it with certificates. */
static const char *no_certificates(const char *kind, char reason[POLICY_REASON_MAX])
{
        if (!kind)
                return "no certificates";
        (void)snprintf(reason, POLICY_REASON_MAX, "no certificates: found %s", kind);
        return reason;
}

const char *policy_take_roots(struct ca_policy *policy, const void *data, size_t size,
                              char reason[POLICY_REASON_MAX])
{
        STACK_OF(X509) *list = certificates_read(data, size);
        bool added = list != NULL;

        if (!list)
                return no_certificates(file_kind(data, size), reason);
        for (int i = 0; added && i < sk_X509_num(list); i++)
                added = X509_STORE_add_cert(policy->rules.roots, sk_X509_value(list, i)) == 1;
        sk_X509_pop_free(list, X509_free);
        policy->root_count += added;
        return added ? NULL : "no certificates";
}

static bool add_crl(STACK_OF(X509_CRL) * crls, X509_CRL *crl)
{
        if (sk_X509_CRL_push(crls, crl) > 0)
                return true;
        X509_CRL_free(crl);
        return false;
}

/* One that is broken may be the one that counts, so it is no end. */
static const char *take_pem(STACK_OF(X509_CRL) * crls, const void *data, size_t size)
{
        static const char none[] = "no CRL in PEM or DER";
        BIO *bio = size > INT32_MAX ? NULL : BIO_new_mem_buf(data, (int)size);
        const char *problem = bio ? NULL : none;
        X509_CRL *crl;
        int count = 0;

        while (!problem && (crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL))) {
                count++;
                if (!add_crl(crls, crl))
                        problem = "there is no memory for its CRLs";
        }
        if (!problem && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
                problem = count ? "one of its CRLs cannot be read" : none;
        BIO_free(bio);
        return !problem && count == 0 ? none : problem;
}

/* DER if it is, else all lists of a PEM file. */
const char *policy_take_crls(struct ca_policy *policy, const void *data, size_t size)
{
        const unsigned char *next = data;
        X509_CRL *crl = size > INT32_MAX ? NULL : d2i_X509_CRL(NULL, &next, (long)size);
        const char *problem = NULL;

        ERR_clear_error();
        if (!policy->rules.crls)
                policy->rules.crls = sk_X509_CRL_new_null();
        if (!policy->rules.crls) {
                X509_CRL_free(crl);
                return "there is no memory for CRLs";
        }
        if (!crl)
                problem = take_pem(policy->rules.crls, data, size);
        else if (!add_crl(policy->rules.crls, crl))
                problem = "there is no memory for CRLs";
        ERR_clear_error();
        return problem;
}

const char *policy_add_roots(struct ca_policy *policy, const char *path,
                             char reason[POLICY_REASON_MAX])
{
        struct file file;
        const char *problem = policy_file_read(policy->files, path, &file);

        if (problem)
                return problem;
        problem = policy_take_roots(policy, file.data, file.size, reason);
        policy_file_free(&file);
        return problem;
}

const char *policy_add_crls(struct ca_policy *policy, const char *path,
                            char reason[POLICY_REASON_MAX])
{
        struct file file;
        const char *problem = policy_file_read(policy->files, path, &file);

        (void)reason;
        if (problem)
                return problem;
        problem = policy_take_crls(policy, file.data, file.size);
        policy_file_free(&file);
        return problem;
}

bool policy_add_measurement(struct ca_policy *policy, const uint8_t digest[MEASUREMENT_SIZE],
                            const char *label)
{
        struct measurement *place = &policy->measurements[policy->rules.measurement_count];

        if (policy->rules.measurement_count == POLICY_MEASUREMENTS_MAX)
                return false;
        memcpy(place->digest, digest, MEASUREMENT_SIZE);
        snprintf(place->label, sizeof(place->label), "%s", label);
        policy->rules.measurement_count++;
        return true;
}

bool policy_add_chip(struct ca_policy *policy, const uint8_t chip[SNP_CHIP_ID_SIZE])
{
        if (policy->rules.chip_count == CHIPS_MAX)
                return false;
        memcpy(policy->rules.chips[policy->rules.chip_count++], chip, SNP_CHIP_ID_SIZE);
        return true;
}

/* A list of files, each added by @add. */
static bool read_files(struct source *source, yaml_node_t *list, const char *field,
                       const char *(*add)(struct ca_policy *policy, const char *path, char *reason),
                       struct ca_policy *policy)
{
        size_t count = source_list(source, list, field, POLICY_ARKS_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++) {
                yaml_node_t *node = source_element(source, list, i);
                char path[PATH_MAX];
                char reason[POLICY_REASON_MAX];
                const char *problem = NULL;

                if (policy_path(source, node, field, path))
                        problem = add(policy, path, reason);
                else
                        good = false;
                if (problem)
                        good = source_fault(source, node, "%s: %s: %s", field, path, problem);
        }
        return good;
}

bool policy_roots(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        return read_files(source, list, "trusted-arks", policy_add_roots, policy);
}

bool policy_crls(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        return read_files(source, list, "crls", policy_add_crls, policy);
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

/* "any" is for policies that go by who has signed an image. */
bool policy_measurements(struct source *source, yaml_node_t *node, struct ca_policy *policy)
{
        size_t count;
        bool good;

        policy->rules.any_measurement = source_is(node, "any");
        if (policy->rules.any_measurement)
                return true;
        count = source_list(source, node, "measurements", POLICY_MEASUREMENTS_MAX);
        good = count != 0;
        for (size_t i = 0; i < count; i++)
                good &= read_measurement(source, source_element(source, node, i),
                                         &policy->measurements[i]);
        policy->rules.measurement_count = count;
        return good;
}

bool policy_chips(struct source *source, yaml_node_t *list, struct ca_policy *policy)
{
        size_t count = source_list(source, list, "chips", CHIPS_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++) {
                yaml_node_t *node = source_element(source, list, i);
                const char *text = source_text(node);
                uint8_t chip[SNP_CHIP_ID_SIZE];

                if (text && policy_read_chip(text, chip))
                        good &= policy_add_chip(policy, chip);
                else
                        good = source_unexpected(source, node, "chips", "%s", POLICY_CHIP_EXPECTED);
        }
        return good;
}
