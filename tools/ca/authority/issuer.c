/* tools/ca/authority/issuer.c - see issuer.h. */
#include "tools/ca/authority/issuer.h"
#include "tools/common/command.h"
#include "tools/common/path.h"
#include "tools/common/store_key.h"
#include "tools/x509/error.h"

#include <openssl/pem.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Files of a CA are read with its name in the complaint: most often there is no CA yet. */
X509 *issuer_load_certificate(const char *directory, const char *name)
{
        char path[PATH_IN_MAX];
        FILE *file = fopen(path_in(path, "ca", directory, name), "r");
        X509 *certificate;

        if (!file) {
                command_error("ca", "%s: %s (`cashew ca init` makes a CA)", path, strerror(errno));
                return NULL;
        }
        certificate = PEM_read_X509(file, NULL, NULL, NULL);
        fclose(file);
        if (!certificate)
                x509_error("ca", path);
        return certificate;
}

/* The key's URI is the first line of issuer.uri; without that file it is issuer.key's. */
static EVP_PKEY *load_own_key(const char *directory)
{
        char path[PATH_IN_MAX];
        char uri[PATH_IN_MAX];
        FILE *file = fopen(path_in(path, "ca", directory, "issuer.uri"), "r");
        EVP_PKEY *key = NULL;

        if (!file)
                return store_key_private("ca", path_in(path, "ca", directory, "issuer.key"));
        if (fgets(uri, sizeof(uri), file)) {
                uri[strcspn(uri, "\n")] = '\0';
                key = store_key_private("ca", uri);
        } else {
                command_error("ca", "%s is empty", path);
        }
        fclose(file);
        return key;
}

bool issuer_has_uri(const char *directory)
{
        char path[PATH_IN_MAX];

        return access(path_in(path, "ca", directory, "issuer.uri"), F_OK) == 0;
}

bool issuer_copy_name(const X509 *certificate, char *out, size_t size)
{
        X509_NAME *name = X509_get_subject_name(certificate);
        int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
        const ASN1_STRING *text =
                at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
        int length = text ? ASN1_STRING_length(text) : 0;

        snprintf(out, size, "%.*s", length, text ? (const char *)ASN1_STRING_get0_data(text) : "");
        return length > 0 && (size_t)length < size;
}

/* What the CA calls itself in a virtual machine's log. */
static void copy_printable(const X509 *certificate, char *out, size_t size)
{
        (void)!issuer_copy_name(certificate, out, size);
        for (char *c = out; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
        }
        if (!*out)
                snprintf(out, size, "a CA without a name");
}

/* Lets go of a key that is not @certificate's. */
static EVP_PKEY *check_key(X509 *certificate, const char *name, EVP_PKEY *key)
{
        char complaint[64];

        if (!key || X509_check_private_key(certificate, key) == 1)
                return key;
        snprintf(complaint, sizeof(complaint), "the key is not that of %s", name);
        x509_error("ca", complaint);
        EVP_PKEY_free(key);
        return NULL;
}

int issuer_load_root(const char *directory, const char *key_uri, struct issuer *out)
{
        char path[PATH_IN_MAX];

        *out = (struct issuer){ 0 };
        out->certificate = issuer_load_certificate(directory, "root.pem");
        if (!key_uri)
                key_uri = path_in(path, "ca", directory, "root.key");
        if (out->certificate)
                out->key =
                        check_key(out->certificate, "root.pem", store_key_private("ca", key_uri));
        if (out->key)
                return 0;
        issuer_free(out);
        return -1;
}

int issuer_load(const char *directory, struct issuer *out)
{
        *out = (struct issuer){ 0 };
        out->certificate = issuer_load_certificate(directory, "issuer.pem");
        out->root = out->certificate ? issuer_load_certificate(directory, "root.pem") : NULL;
        out->key = out->root ? load_own_key(directory) : NULL;
        out->key = check_key(out->certificate, "issuer.pem", out->key);
        if (!out->key) {
                issuer_free(out);
                return -1;
        }
        copy_printable(out->certificate, out->name, sizeof(out->name));
        return 0;
}

void issuer_free(struct issuer *issuer)
{
        X509_free(issuer->certificate);
        X509_free(issuer->root);
        EVP_PKEY_free(issuer->key);
        *issuer = (struct issuer){ 0 };
}
