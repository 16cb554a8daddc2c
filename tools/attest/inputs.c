/* tools/attest/inputs.c - see inputs.h. */
#include "tools/attest/inputs.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/attest/reference_input.h"
#include "tools/attest/report_input.h"
#include "tools/attest/rules.h"
#include "tools/common/command.h"
#include "tools/evidence/directory.h"
#include "tools/evidence/report.h"
#include "tools/image/launch/digest.h"
#include "tools/policy/file.h"
#include "tools/policy/lists.h"

/* Always 1, the status of evidence that cannot be judged. */
static int unusable(const char *path, const char *why)
{
        return command_error("attest", "%s: %s", path, why);
}

static int read_file(const char *path, struct file *out)
{
        int error = file_read(path, out);

        return error ? unusable(path, strerror(-error)) : 0;
}

/* Hexadecimal digits, at most @capacity bytes of them. */
static int read_hex(const char *text, uint8_t *out, size_t capacity, size_t *size)
{
        if (OPENSSL_hexstr2buf_ex(out, capacity, size, text, '\0') == 1 && *size != 0)
                return 0;
        return unusable(text, "expected hexadecimal digits, two a byte");
}

/* Digits, or with @ in front a file that has the bytes themselves. Nothing if @text is NULL. */
static int read_bytes(const char *text, uint8_t *out, size_t *size)
{
        struct file file = { 0 };
        int status;

        if (!text)
                return 0;
        if (*text != '@')
                return read_hex(text, out, INPUT_NONCE_MAX, size);
        status = read_file(text + 1, &file);
        if (!status && (file.size == 0 || file.size > INPUT_NONCE_MAX))
                status = unusable(text + 1, "expected 1 to 64 bytes");
        if (!status) {
                memcpy(out, file.data, file.size);
                *size = file.size;
        }
        file_free(&file);
        return status;
}

/* Certificates that are in the same file count as if they had been given by --certificates first. */
static int read_report(const char *path, struct inputs *out)
{
        const char *problem;

        out->has_report = path || out->tpm.has_hcl;
        if (out->tpm.has_hcl)
                memcpy(out->report.report, out->tpm.hcl.report, sizeof(out->report.report));
        if (!path)
                return 0;
        if (report_input_read(path, &out->report))
                return 1;
        if (out->report.certificates_size == 0)
                return 0;
        problem = certificates_from_table(out->report.certificates, out->report.certificates_size,
                                          &out->certificates);
        return problem ? unusable(path, problem) : 0;
}

static bool is_directory(const char *path)
{
        struct stat status;

        return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/*
 * The host's table as configfs-tsm gives it (auxblob; empty if the host gives none), or certificates in PEM or DER. A
 * directory's turn comes when it is known what is missing.
 */
static int read_certificates(const char *path, struct inputs *out)
{
        struct file file = { 0 };
        const char *problem;

        if (is_directory(path)) {
                out->certificate_directory = path;
                return 0;
        }
        if (read_file(path, &file))
                return 1;
        problem = certificates_from_any(file.data, file.size, &out->certificates);
        file_free(&file);
        return problem ? unusable(path, problem) : 0;
}

/*
 * From the directory, what the files have not and the report needs. What is wrong with the report itself its verification
 * says.
 */
static int complete_certificates(struct inputs *inputs)
{
        struct certificate_place wanted;
        struct snp_report report;
        const char *problem;
        X509 *leaf;

        if (!inputs->has_report || !inputs->certificate_directory ||
            report_read(inputs->report.report, sizeof(inputs->report.report), &report))
                return 0;
        leaf = report_signing_key(&report) == SNP_SIGNING_KEY_VLEK ? inputs->certificates.vlek
                                                                   : inputs->certificates.vcek;
        if (leaf && inputs->certificates.intermediate)
                return 0;
        problem = certificates_from_directory(inputs->certificate_directory, &report,
                                              &inputs->certificates, &wanted);
        if (!problem)
                return 0;
        return command_error("attest", "%s/%s: %s%s%s", inputs->certificate_directory,
                             wanted.name ? wanted.name : "", problem,
                             wanted.name == wanted.leaf ? "; it is " : "",
                             wanted.name == wanted.leaf ? wanted.url : "");
}

/* Adds every certificate of a file to @store; self-signed ones only, the others go to @others. */
static int read_trusted(const char *path, X509_STORE **store, STACK_OF(X509) * *others,
                        size_t *count)
{
        struct file file = { 0 };
        const char *problem = "OpenSSL has no memory";

        if (read_file(path, &file))
                return 1;
        if (!*store)
                *store = X509_STORE_new();
        if (others && !*others)
                *others = sk_X509_new_null();
        if (*store && (!others || *others))
                problem = certificates_trust(file.data, file.size, *store, others ? *others : NULL,
                                             count);
        file_free(&file);
        return problem ? unusable(path, problem) : 0;
}

/* The label says in the verdict which of several expected ones it was. */
static int add_measurement(const uint8_t *digest, const char *label, struct inputs *out)
{
        out->policy->rules.any_measurement = false;
        return policy_add_measurement(out->policy, digest, label)
                       ? 0
                       : unusable(label, "too many measurements");
}

/* Only a full launch digest will do: a shorter one would match too much. */
static int read_measurement(const char *text, struct inputs *out)
{
        uint8_t digest[MEASUREMENT_SIZE];
        size_t size;

        if (read_hex(text, digest, sizeof(digest), &size))
                return 1;
        if (size != sizeof(digest))
                return unusable(text, "expected a launch digest, 96 hexadecimal digits");
        return add_measurement(digest, "as given", out);
}

/* The digest is computed as for a launch, so who has the file needs no list of digests. */
static int read_image(const char *path, struct inputs *out)
{
        uint8_t digest[MEASUREMENT_SIZE] = { 0 };
        struct file file = { 0 };
        int status = read_file(path, &file) || image_digest(path, &file, digest);
        const char *name = strrchr(path, '/');

        file_free(&file);
        return status ? 1 : add_measurement(digest, name ? name + 1 : path, out);
}

static int read_tpm_certificate(const char *path, struct inputs *out)
{
        struct file file = { 0 };

        if (read_file(path, &file))
                return 1;
        out->tpm_certificate = certificate_read_first(file.data, file.size);
        file_free(&file);
        return out->tpm_certificate ? 0 : unusable(path, "expected a certificate in PEM or DER");
}

/*
 * AMD gives root and intermediate in one file (57230, cert_chain). The intermediate in it is as good as one from elsewhere: it
 * has to lead to a root.
 */
static void take_intermediates(const char *path, struct amd_certificates *out)
{
        struct amd_certificates found = { 0 };
        struct file file = { 0 };

        if (file_read(path, &file) == 0 && !certificates_from_file(file.data, file.size, &found))
                certificates_add_intermediates(&found, out);
        certificates_free(&found);
        file_free(&file);
}

/* A table from one file and certificates from another add up; the first that is wrong ends it. */
static int read_lists(const struct attest_options *options, struct inputs *out)
{
        const struct option_list *measurements = &options->measurements;
        int status = 0;

        for (size_t i = 0; !status && i < options->certificates.count; i++)
                status = read_certificates(options->certificates.items[i].text, out);
        for (size_t i = 0; !status && i < options->roots.count; i++)
                status = read_trusted(options->roots.items[i].text, &out->policy->rules.roots, NULL,
                                      &out->root_count);
        for (size_t i = 0; !status && i < options->roots.count; i++)
                take_intermediates(options->roots.items[i].text, &out->certificates);
        for (size_t i = 0; !status && i < measurements->count; i++)
                status = measurements->items[i].tag == MEASUREMENT_IMAGE
                                 ? read_image(measurements->items[i].text, out)
                                 : read_measurement(measurements->items[i].text, out);
        return status;
}

/* A demand of the command line's takes the place of the policy's: keys are those that it names, not others besides. */
static int read_identity(const struct option_list *identity, struct report_demands *demands)
{
        struct demanded_keys id_keys = demands->id_keys;
        struct demanded_keys author_keys = demands->author_keys;
        int status = 0;

        demands->id_keys.count = 0;
        demands->author_keys.count = 0;
        for (size_t i = 0; !status && i < identity->count; i++)
                status = identity_read((enum identity_demand)identity->items[i].tag,
                                       identity->items[i].text, demands);
        if (demands->id_keys.count == 0)
                demands->id_keys = id_keys;
        if (demands->author_keys.count == 0)
                demands->author_keys = author_keys;
        return status;
}

/*
 * A policy's file says all; without one, what nobody speaks of is not looked at: any image, and any key of AMD's.
 */
static int read_policy(const struct attest_options *options, struct inputs *out)
{
        const struct option_list *rules = &options->rules;
        int status = 0;

        if (options->policy) {
                out->policy = policy_load(options->policy, stderr);
                if (!out->policy)
                        return 1;
                out->root_count = out->policy->root_count;
        } else {
                out->policy = policy_new();
                if (!out->policy)
                        return unusable("policy", strerror(ENOMEM));
                out->policy->rules.any_measurement = true;
                out->policy->rules.vlek = true;
        }
        for (size_t i = 0; !status && i < rules->count; i++)
                status = rules_read((enum rule_option)rules->items[i].tag, rules->items[i].text,
                                    out->policy);
        return status || read_identity(&options->identity, &out->policy->rules.demands);
}

/* REPORT_DATA as it is to be, from the command line or a file. */
static int read_report_data(const struct attest_options *options, struct inputs *out)
{
        struct file file = { 0 };
        int status;

        out->has_report_data = options->report_data || options->report_data_file;
        if (options->report_data)
                return read_hex(options->report_data, out->report_data, sizeof(out->report_data),
                                &out->report_data_size);
        if (!options->report_data_file)
                return 0;
        status = read_file(options->report_data_file, &file);
        if (!status && file.size > sizeof(out->report_data))
                status = unusable(options->report_data_file, "expected at most 64 bytes");
        if (!status && file.size) {
                memcpy(out->report_data, file.data, file.size);
                out->report_data_size = file.size;
        }
        file_free(&file);
        return status;
}

/* What the TPM's part of the evidence is. */
static int read_tpm(const struct attest_options *options, struct inputs *out)
{
        size_t ignored = 0;
        int status = 0;

        if (options->profile) {
                out->has_profile = profile_load(options->profile, stderr, &out->profile) == 0;
                status = !out->has_profile;
        }
        if (!status && options->tpm_certificate)
                status = read_tpm_certificate(options->tpm_certificate, out);
        for (size_t i = 0; !status && i < options->ca.count; i++)
                status = read_trusted(options->ca.items[i].text, &out->tpm_roots, &out->tpm_others,
                                      &ignored);
        if (!status && options->quote)
                status = read_file(options->quote, &out->quote) ||
                         read_file(options->signature, &out->signature);
        return status || tpm_inputs_take_values(&options->tpm, &out->quote, &out->tpm) ||
               read_bytes(options->qualifying, out->qualifying, &out->qualifying_size) ||
               read_bytes(options->pcr_digest, out->pcr_digest, &out->pcr_digest_size);
}

/*
 * What must be there whatever else is asked for comes first. On an error @out is as far as it got,
 * and is the caller's to free all the same.
 */
int inputs_read(const struct attest_options *options, struct inputs *out)
{
        *out = (struct inputs){ .kind = options->kind };
        if (tpm_inputs_read(&options->tpm, &out->tpm) || read_report(options->report, out) ||
            read_policy(options, out) ||
            (options->manifest && read_file(options->manifest, &out->manifest)) ||
            read_bytes(options->nonce, out->nonce, &out->nonce_size) ||
            read_report_data(options, out) || read_lists(options, out) ||
            reference_input_read(&options->references, &options->reference_keys, out->policy) ||
            complete_certificates(out) || read_tpm(options, out))
                return 1;
        if (out->tpm_roots && out->policy->rules.time_given)
                X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(out->tpm_roots),
                                           (time_t)out->policy->rules.time);
        if (!out->has_report)
                return 0;
        if (!out->certificates.vcek && !out->certificates.vlek && !out->certificate_directory)
                return command_wrong("attest verify",
                                     "--certificates with a VCEK or VLEK is missing");
        if (out->root_count == 0)
                return command_wrong("attest verify",
                                     "--roots with an ARK, or --policy with one, is missing");
        return 0;
}

/* Whatever inputs_read() has left: everything in it may be NULL. */
void inputs_free(struct inputs *inputs)
{
        tpm_inputs_free(&inputs->tpm);
        file_free(&inputs->manifest);
        file_free(&inputs->quote);
        file_free(&inputs->signature);
        given_free(inputs);
        profile_file_free(&inputs->profile);
}
