/*
 * tools/attest/runtime_data.c - see runtime_data.h. JSON is read as the YAML that it is a part of, by libyaml, as everything
 * here that has such a form. A name that is there twice could be read in two ways, and is refused.
 */
#include "tools/attest/runtime_data.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#define MODULUS_MAX 512
#define AK_NAME     "HCLAkPub"

/* The text of a scalar, or NULL. */
static const char *text_of(const yaml_node_t *node)
{
        if (!node || node->type != YAML_SCALAR_NODE ||
            strlen((const char *)node->data.scalar.value) != node->data.scalar.length)
                return NULL;
        return (const char *)node->data.scalar.value;
}

/* The value of @name; *@count is how many there are. */
static yaml_node_t *find(yaml_document_t *document, const yaml_node_t *mapping, const char *name,
                         unsigned int *count)
{
        yaml_node_t *found = NULL;

        *count = 0;
        if (!mapping || mapping->type != YAML_MAPPING_NODE)
                return NULL;
        for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
             pair < mapping->data.mapping.pairs.top; pair++) {
                const char *key = text_of(yaml_document_get_node(document, pair->key));

                if (!key || strcmp(key, name) != 0)
                        continue;
                found = yaml_document_get_node(document, pair->value);
                (*count)++;
        }
        return *count == 1 ? found : NULL;
}

static const char *text_in(yaml_document_t *document, const yaml_node_t *mapping, const char *name)
{
        unsigned int count;

        return text_of(find(document, mapping, name, &count));
}

static int digit(char c)
{
        static const char digits[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const char *at = c ? strchr(digits, c) : NULL;

        return at ? (int)(at - digits) : -1;
}

/* Base64url without padding (RFC 7515, appendix C); OpenSSL has the other alphabet only. */
static BIGNUM *number_of(const char *text)
{
        uint8_t bytes[MODULUS_MAX];
        uint32_t bits = 0;
        unsigned int have = 0;
        size_t size = 0;

        for (; text && *text; text++) {
                int value = digit(*text);

                if (value < 0 || size == sizeof(bytes))
                        return NULL;
                bits = bits << 6 | (uint32_t)value;
                have += 6;
                if (have >= 8) {
                        have -= 8;
                        bytes[size++] = (uint8_t)(bits >> have);
                }
        }
        return size ? BN_bin2bn(bytes, (int)size, NULL) : NULL;
}

static EVP_PKEY *make_rsa(const BIGNUM *n, const BIGNUM *e)
{
        OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
        OSSL_PARAM *parameters = NULL;
        EVP_PKEY *key = NULL;

        if (build && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
            OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
                parameters = OSSL_PARAM_BLD_to_param(build);
        if (!parameters || EVP_PKEY_fromdata_init(context) != 1 ||
            EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
                key = NULL;
        OSSL_PARAM_free(parameters);
        OSSL_PARAM_BLD_free(build);
        EVP_PKEY_CTX_free(context);
        ERR_clear_error();
        return key;
}

/* A JSON Web Key (RFC 7518, section 6.3.1) of RSA with 2048 bits or more. */
static const char *read_rsa(yaml_document_t *document, const yaml_node_t *jwk,
                            struct runtime_data *out)
{
        const char *kind = text_in(document, jwk, "kty");
        BIGNUM *n;
        BIGNUM *e;

        if (!kind || strcmp(kind, "RSA") != 0)
                return "has an attestation key of a kind that is not known here, expected RSA";
        n = number_of(text_in(document, jwk, "n"));
        e = number_of(text_in(document, jwk, "e"));
        if (n && e && BN_num_bits(n) >= 2048 && BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e))
                out->ak = make_rsa(n, e);
        BN_free(n);
        BN_free(e);
        return out->ak ? NULL : "has an attestation key that is none of RSA-2048 or more";
}

static const char *read_keys(yaml_document_t *document, const yaml_node_t *root,
                             struct runtime_data *out)
{
        unsigned int count;
        const yaml_node_t *keys = find(document, root, "keys", &count);
        const yaml_node_t *ak = NULL;

        if (!keys || keys->type != YAML_SEQUENCE_NODE)
                return "has no list of keys";
        for (const yaml_node_item_t *item = keys->data.sequence.items.start;
             item < keys->data.sequence.items.top; item++) {
                const yaml_node_t *key = yaml_document_get_node(document, *item);
                const char *name = text_in(document, key, "kid");

                if (!name || strcmp(name, AK_NAME) != 0)
                        continue;
                if (ak)
                        return "has two keys " AK_NAME;
                ak = key;
        }
        return ak ? read_rsa(document, ak, out) : "has no key " AK_NAME;
}

static int flag_in(yaml_document_t *document, const yaml_node_t *mapping, const char *name)
{
        const char *text = text_in(document, mapping, name);

        if (!text)
                return -1;
        return strcmp(text, "true") == 0 ? 1 : strcmp(text, "false") == 0 ? 0 : -1;
}

static void read_vm(yaml_document_t *document, const yaml_node_t *root, struct runtime_data *out)
{
        unsigned int count;
        const yaml_node_t *vm = find(document, root, "vm-configuration", &count);
        const char *name = text_in(document, vm, "vmUniqueId");

        out->secure_boot = flag_in(document, vm, "secure-boot");
        out->console = flag_in(document, vm, "console-enabled");
        snprintf(out->vm, sizeof(out->vm), "%s", name ? name : "");
}

/* The older version has none. */
static const char *read_user_data(yaml_document_t *document, const yaml_node_t *root,
                                  struct runtime_data *out)
{
        const char *text = text_in(document, root, "user-data");
        unsigned int count;
        size_t size;

        find(document, root, "user-data", &count);
        if (count == 0)
                return NULL;
        if (!text ||
            OPENSSL_hexstr2buf_ex(out->user_data, sizeof(out->user_data), &size, text, '\0') != 1 ||
            size != sizeof(out->user_data))
                return "has user data that are not 64 bytes in hexadecimal digits";
        out->has_user_data = true;
        return NULL;
}

static const char *read_document(yaml_document_t *document, struct runtime_data *out)
{
        const yaml_node_t *root = yaml_document_get_root_node(document);
        const char *problem;

        if (!root || root->type != YAML_MAPPING_NODE)
                return "is not JSON with names in it";
        problem = read_keys(document, root, out);
        if (problem)
                return problem;
        read_vm(document, root, out);
        return read_user_data(document, root, out);
}

const char *runtime_data_read(const uint8_t *json, size_t size, struct runtime_data *out)
{
        yaml_parser_t parser;
        yaml_document_t document;
        const char *problem;

        *out = (struct runtime_data){ .secure_boot = -1, .console = -1 };
        if (!size || json[0] != '{' || !yaml_parser_initialize(&parser))
                return "is not JSON with names in it";
        yaml_parser_set_input_string(&parser, json, size);
        if (!yaml_parser_load(&parser, &document)) {
                problem = "is not JSON";
        } else {
                problem = read_document(&document, out);
                yaml_document_delete(&document);
        }
        yaml_parser_delete(&parser);
        return problem;
}

void runtime_data_free(struct runtime_data *data)
{
        EVP_PKEY_free(data->ak);
        *data = (struct runtime_data){ 0 };
}
