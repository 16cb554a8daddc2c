/* tools/policy/lists.c - see lists.h. */
#include "tools/policy/lists.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/file.h"
#include "tools/common/kind.h"
#include "tools/evidence/certificates.h"
#include "tools/policy/values.h"
#include "tools/policy/words.h"

/* What was found instead, if people confuse it with certificates. The text holds until the next one. */
static const char *no_certificates(const char *kind)
{
        static char text[96];

        if (!kind)
                return "no certificates";
        (void)snprintf(text, sizeof(text), "no certificates: found %s", kind);
        return text;
}

const char *policy_add_roots(struct ca_policy *policy, const char *path)
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
                return strerror(-error);
        policy->root_count += added;
        return added ? NULL : no_certificates(kind);
}

/* DER if it is, else all lists of a PEM file. Returns how many were added. */
static int add_crls(STACK_OF(X509_CRL) * crls, const struct file *file)
{
        const unsigned char *next = file->data;
        X509_CRL *crl = file->size > INT32_MAX ? NULL : d2i_X509_CRL(NULL, &next, (long)file->size);
        BIO *bio =
                crl || file->size > INT32_MAX ? NULL : BIO_new_mem_buf(file->data, (int)file->size);
        int count = 0;

        if (bio)
                crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
        while (crl) {
                if (sk_X509_CRL_push(crls, crl) > 0)
                        count++;
                else
                        X509_CRL_free(crl);
                crl = bio ? PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL) : NULL;
        }
        BIO_free(bio);
        ERR_clear_error();
        return count;
}

const char *policy_add_crls(struct ca_policy *policy, const char *path)
{
        struct file file;
        int error = file_read(path, &file);
        int count = 0;

        if (error)
                return strerror(-error);
        if (!policy->rules.crls)
                policy->rules.crls = sk_X509_CRL_new_null();
        if (policy->rules.crls)
                count = add_crls(policy->rules.crls, &file);
        file_free(&file);
        return count ? NULL : "no CRL in PEM or DER";
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
                       const char *(*add)(struct ca_policy *policy, const char *path),
                       struct ca_policy *policy)
{
        size_t count = source_list(source, list, field, POLICY_ARKS_MAX);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++) {
                yaml_node_t *node = source_element(source, list, i);
                char path[PATH_MAX];
                const char *problem = NULL;

                if (policy_path(source, node, field, path))
                        problem = add(policy, path);
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
