/* tools/attest/inputs.c - see inputs.h. */
#include "tools/attest/inputs.h"

#include <getopt.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/image/launch/digest.h"

enum option_number {
        OPTION_REPORT = 256,
        OPTION_MANIFEST,
        OPTION_SERVICE,
        OPTION_NONCE,
        OPTION_CERTIFICATES,
        OPTION_ROOTS,
        OPTION_MEASUREMENT,
        OPTION_IMAGE,
        OPTION_VMPL,
        OPTION_PROFILE,
        OPTION_TPM_CERTIFICATE,
        OPTION_CA,
        OPTION_QUOTE,
        OPTION_SIGNATURE,
        OPTION_QUALIFYING,
        OPTION_PCR_DIGEST,
        OPTION_JSON,
        OPTION_HELP,
        OPTION_IDENTITY, /* and enum identity_demand */
};

static const struct option long_options[] = {
        { "report", required_argument, NULL, OPTION_REPORT },
        { "manifest", required_argument, NULL, OPTION_MANIFEST },
        { "service", required_argument, NULL, OPTION_SERVICE },
        { "nonce", required_argument, NULL, OPTION_NONCE },
        { "certificates", required_argument, NULL, OPTION_CERTIFICATES },
        { "roots", required_argument, NULL, OPTION_ROOTS },
        { "measurement", required_argument, NULL, OPTION_MEASUREMENT },
        { "image", required_argument, NULL, OPTION_IMAGE },
        { "vmpl", required_argument, NULL, OPTION_VMPL },
        { "profile", required_argument, NULL, OPTION_PROFILE },
        { "tpm-certificate", required_argument, NULL, OPTION_TPM_CERTIFICATE },
        { "ca", required_argument, NULL, OPTION_CA },
        { "quote", required_argument, NULL, OPTION_QUOTE },
        { "signature", required_argument, NULL, OPTION_SIGNATURE },
        { "qualifying-data", required_argument, NULL, OPTION_QUALIFYING },
        { "pcr-digest", required_argument, NULL, OPTION_PCR_DIGEST },
        { "json", no_argument, NULL, OPTION_JSON },
        { "help", no_argument, NULL, OPTION_HELP },
        { "id-key", required_argument, NULL, OPTION_IDENTITY + IDENTITY_ID_KEY },
        { "id-key-digest", required_argument, NULL, OPTION_IDENTITY + IDENTITY_ID_KEY_DIGEST },
        { "author-key", required_argument, NULL, OPTION_IDENTITY + IDENTITY_AUTHOR_KEY },
        { "author-key-digest", required_argument, NULL,
          OPTION_IDENTITY + IDENTITY_AUTHOR_KEY_DIGEST },
        { "family-id", required_argument, NULL, OPTION_IDENTITY + IDENTITY_FAMILY_ID },
        { "image-id", required_argument, NULL, OPTION_IDENTITY + IDENTITY_IMAGE_ID },
        { "min-guest-svn", required_argument, NULL, OPTION_IDENTITY + IDENTITY_GUEST_SVN },
        { 0 },
};

static int unusable(const char *path, const char *why)
{
        return command_error("attest", "%s: %s", path, why);
}

static int read_file(const char *path, struct file *out)
{
        int error;

        file_free(out);
        error = file_read(path, out);
        return error ? unusable(path, strerror(-error)) : 0;
}

static int hex_digit(char c)
{
        const char *digits = "0123456789abcdef";
        const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

        return found ? (int)(found - digits) : -1;
}

/* Hexadecimal digits, at most @capacity bytes of them. */
static int read_hex(const char *text, uint8_t *out, size_t capacity, size_t *size)
{
        size_t length = strlen(text);

        *size = length / 2;
        if (length % 2 || *size > capacity || *size == 0)
                return unusable(text, "expected hexadecimal digits, two a byte");
        for (size_t i = 0; i < *size; i++) {
                int high = hex_digit(text[2 * i]);
                int low = hex_digit(text[2 * i + 1]);

                if (high < 0 || low < 0)
                        return unusable(text, "expected hexadecimal digits, two a byte");
                out[i] = (uint8_t)(high << 4 | low);
        }
        return 0;
}

/* Digits, or with @ in front a file that has the bytes themselves. */
static int read_bytes(const char *text, uint8_t *out, size_t *size)
{
        struct file file = { 0 };
        int status;

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

static int read_service(const char *text, struct inputs *out)
{
        static const struct {
                const char *name;
                enum attested_kind kind;
        } kinds[] = {
                { "services", ATTESTED_SERVICES }, { "vtpm", ATTESTED_VTPM_V0 },
                { "vtpm:0", ATTESTED_VTPM_V0 },    { "vtpm:1", ATTESTED_VTPM_V1 },
                { "profile", ATTESTED_PROFILE },
        };

        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                if (strcmp(text, kinds[i].name) == 0) {
                        out->kind = kinds[i].kind;
                        return 0;
                }
        }
        return unusable(text, "expected services, vtpm:0, vtpm:1 or profile");
}

/* The host's table as configfs-tsm gives it (auxblob), or certificates in PEM or DER. */
static int read_certificates(const char *path, struct inputs *out)
{
        struct amd_certificates from_table;
        struct file file = { 0 };
        const char *problem;

        if (read_file(path, &file))
                return 1;
        problem = certificates_from_table(file.data, file.size, &from_table);
        if (!problem && (from_table.vcek || from_table.vlek)) {
                certificates_free(&out->certificates);
                out->certificates = from_table;
        } else {
                certificates_free(&from_table);
                problem = certificates_from_file(file.data, file.size, &out->certificates);
        }
        file_free(&file);
        return problem ? unusable(path, problem) : 0;
}

/* Adds every certificate of a file to @store; self-signed ones only, the others go to @others. */
static int read_trusted(const char *path, X509_STORE **store, STACK_OF(X509) * *others,
                        size_t *count)
{
        STACK_OF(X509) * list;
        struct file file = { 0 };

        if (read_file(path, &file))
                return 1;
        list = certificates_read(file.data, file.size);
        file_free(&file);
        if (!list)
                return unusable(path, "expected certificates in PEM or DER");
        if (!*store)
                *store = X509_STORE_new();
        if (others && !*others)
                *others = sk_X509_new_null();
        for (int i = 0; i < sk_X509_num(list); i++) {
                X509 *certificate = sk_X509_value(list, i);
                bool root = X509_check_issued(certificate, certificate) == X509_V_OK;

                if (root && X509_STORE_add_cert(*store, certificate) == 1)
                        (*count)++;
                else if (!root && others && X509_up_ref(certificate) == 1)
                        sk_X509_push(*others, certificate);
        }
        sk_X509_pop_free(list, X509_free);
        return 0;
}

static int add_measurement(const uint8_t *digest, const char *label, struct inputs *out)
{
        struct measurement *place = &out->measurements[out->measurement_count];

        if (out->measurement_count == INPUT_MEASUREMENTS)
                return unusable(label, "too many measurements");
        memcpy(place->digest, digest, MEASUREMENT_SIZE);
        snprintf(place->label, sizeof(place->label), "%s", label);
        out->measurement_count++;
        return 0;
}

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
        const unsigned char *next;
        STACK_OF(X509) * list;

        if (read_file(path, &file))
                return 1;
        X509_free(out->tpm_certificate);
        /* An NV index may have zeros behind the certificate. */
        next = file.data;
        out->tpm_certificate = d2i_X509(NULL, &next, (long)file.size);
        if (!out->tpm_certificate) {
                list = certificates_read(file.data, file.size);
                out->tpm_certificate = list ? sk_X509_shift(list) : NULL;
                sk_X509_pop_free(list, X509_free);
        }
        file_free(&file);
        return out->tpm_certificate ? 0 : unusable(path, "expected a certificate in PEM or DER");
}

static int read_vmpl(const char *text, struct inputs *out)
{
        if (strlen(text) != 1 || *text < '0' || *text > '3')
                return unusable(text, "expected a VMPL, 0 to 3");
        out->vmpl = (uint32_t)(*text - '0');
        return 0;
}

static int read_profile(const char *text, struct inputs *out)
{
        profile_file_free(&out->profile);
        out->has_profile = profile_load(text, stderr, &out->profile) == 0;
        return out->has_profile ? 0 : 1;
}

/* What the TPM's part of the evidence is. */
static int read_tpm_option(int option, const char *value, struct inputs *out)
{
        size_t ignored = 0;

        switch (option) {
        case OPTION_TPM_CERTIFICATE:
                return read_tpm_certificate(value, out);
        case OPTION_CA:
                return read_trusted(value, &out->tpm_roots, &out->tpm_others, &ignored);
        case OPTION_QUOTE:
                return read_file(value, &out->quote);
        case OPTION_SIGNATURE:
                return read_file(value, &out->signature);
        case OPTION_QUALIFYING:
                return read_bytes(value, out->qualifying, &out->qualifying_size);
        case OPTION_PCR_DIGEST:
                return read_bytes(value, out->pcr_digest, &out->pcr_digest_size);
        case OPTION_JSON:
                out->json = true;
                return 0;
        case OPTION_HELP:
                out->help = true;
                return 0;
        default:
                return 2;
        }
}

static int read_option(int option, const char *value, struct inputs *out)
{
        if (option >= OPTION_IDENTITY)
                return identity_read((enum identity_demand)(option - OPTION_IDENTITY), value,
                                     &out->identity);
        switch (option) {
        case OPTION_REPORT:
                return read_file(value, &out->report);
        case OPTION_MANIFEST:
                return read_file(value, &out->manifest);
        case OPTION_SERVICE:
                return read_service(value, out);
        case OPTION_NONCE:
                out->has_nonce = true;
                return read_bytes(value, out->nonce, &out->nonce_size);
        case OPTION_CERTIFICATES:
                return read_certificates(value, out);
        case OPTION_ROOTS:
                return read_trusted(value, &out->roots, NULL, &out->root_count);
        case OPTION_MEASUREMENT:
                return read_measurement(value, out);
        case OPTION_IMAGE:
                return read_image(value, out);
        case OPTION_VMPL:
                return read_vmpl(value, out);
        case OPTION_PROFILE:
                return read_profile(value, out);
        default:
                return read_tpm_option(option, value, out);
        }
}

static int missing(const char *what)
{
        (void)command_error("attest", "%s is missing; see cashew attest verify --help", what);
        return 2;
}

static int complete(const struct inputs *inputs)
{
        if (!inputs->report.data)
                return missing("--report");
        if (!inputs->manifest.data)
                return missing("--manifest");
        if (!inputs->has_nonce)
                return missing("--nonce");
        if (!inputs->certificates.vcek && !inputs->certificates.vlek)
                return missing("--certificates with a VCEK or VLEK");
        if (inputs->root_count == 0)
                return missing("--roots with an ARK");
        if (!inputs->quote.data != !inputs->signature.data)
                return missing(inputs->quote.data ? "--signature" : "--quote");
        return 0;
}

int inputs_read(int argc, char **argv, struct inputs *out)
{
        int option;

        *out = (struct inputs){ 0 };
        while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
                int status = read_option(option, optarg, out);

                if (status || out->help)
                        return status;
        }
        if (optind != argc) {
                (void)command_error("attest", "%s: unexpected; see cashew attest verify --help",
                                    argv[optind]);
                return 2;
        }
        return complete(out);
}

void inputs_free(struct inputs *inputs)
{
        file_free(&inputs->report);
        file_free(&inputs->manifest);
        file_free(&inputs->quote);
        file_free(&inputs->signature);
        certificates_free(&inputs->certificates);
        X509_STORE_free(inputs->roots);
        X509_STORE_free(inputs->tpm_roots);
        sk_X509_pop_free(inputs->tpm_others, X509_free);
        X509_free(inputs->tpm_certificate);
        profile_file_free(&inputs->profile);
}
