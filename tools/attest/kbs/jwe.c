/* tools/attest/kbs/jwe.c - see jwe.h. */
#include "tools/attest/kbs/jwe.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attest/kbs/base64.h"
#include "tools/attest/kbs/content_key.h"
#include "tools/attest/kbs/object.h"

#define IV_SIZE  12
#define TAG_SIZE 16

/* The message's members; texts are those of the object that was read. */
struct jwe {
        const char *protected;
        const char *aad; /* NULL: there is none */
        struct file wrapped;
        struct file iv;
        struct file ciphertext;
        struct file tag;
};

static char reason[160];

static void forget(struct jwe *jwe)
{
        file_free(&jwe->wrapped);
        file_free(&jwe->iv);
        file_free(&jwe->ciphertext);
        file_free(&jwe->tag);
}

static const char *read_member(const json_object *object, const char *name, struct file *out)
{
        const char *text = object_string(object, name);

        if (text && base64_url_decode(text, out))
                return NULL;
        snprintf(reason, sizeof(reason), "its %s is %s", name,
                 text ? "no base64 of the URL's alphabet" : "not there");
        return reason;
}

static const char *read_members(const json_object *object, struct jwe *out)
{
        const char *problem;

        out->protected = object_string(object, "protected");
        out->aad = object_string(object, "aad");
        if (!out->protected)
                return "its protected header is not there";
        problem = read_member(object, "encrypted_key", &out->wrapped);
        if (!problem)
                problem = read_member(object, "iv", &out->iv);
        if (!problem)
                problem = read_member(object, "ciphertext", &out->ciphertext);
        if (!problem)
                problem = read_member(object, "tag", &out->tag);
        if (!problem && out->iv.size != IV_SIZE)
                problem = "its iv has not 12 bytes";
        /* GCM would be satisfied with less, and then so would a forger. */
        if (!problem && out->tag.size != TAG_SIZE)
                problem = "its tag has not 16 bytes";
        if (!problem && out->ciphertext.size > INT_MAX)
                problem = "it is too large";
        return problem;
}

static bool is_printable(const char *text)
{
        while (*text >= 0x20 && *text <= 0x7e)
                text++;
        return *text == 0;
}

/* What a header member is, for people: printable, and not long. */
static const char *is_not(const json_object *header, const char *name, const char *expected)
{
        const char *found = object_string(header, name);

        if (!found)
                found = "not there";
        else if (strcmp(found, expected) == 0)
                return NULL;
        else if (!is_printable(found))
                found = "something else";
        snprintf(reason, sizeof(reason), "its %s is %.40s; expected %s", name, found, expected);
        return reason;
}

static const char *check_header(const json_object *header, const struct tee_key *key)
{
        const char *problem = is_not(header, "alg", key->algorithm);

        if (!problem)
                problem = is_not(header, "enc", "A256GCM");
        if (!problem && json_object_object_get_ex(header, "zip", NULL))
                problem = "its content is compressed, which is not known here";
        if (!problem && json_object_object_get_ex(header, "crit", NULL))
                problem = "its header has extensions that must be understood (crit)";
        return problem;
}

/* What the tag covers besides the content: the header as it was sent, and the member aad if there is one (RFC 7516, section 5.2). */
static bool add_covered(EVP_CIPHER_CTX *context, const struct jwe *jwe)
{
        const char *const parts[] = { jwe->protected, ".", jwe->aad };
        size_t count = jwe->aad && *jwe->aad ? 3 : 1;
        int length;

        for (size_t i = 0; i < count; i++) {
                size_t size = strlen(parts[i]);

                if (size > INT_MAX ||
                    EVP_DecryptUpdate(context, NULL, &length, (const unsigned char *)parts[i],
                                      (int)size) != 1)
                        return false;
        }
        return true;
}

/* Nothing of the content is handed on before the tag was found to be right. */
static const char *decrypt(const struct jwe *jwe, const unsigned char key[CONTENT_KEY_SIZE],
                           struct file *out)
{
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        unsigned char *plain = malloc(jwe->ciphertext.size + 1);
        int length = 0;
        int rest = 0;
        bool good =
                context && plain &&
                EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, jwe->iv.data) == 1 &&
                add_covered(context, jwe) &&
                EVP_DecryptUpdate(context, plain, &length, jwe->ciphertext.data,
                                  (int)jwe->ciphertext.size) == 1 &&
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, jwe->tag.data) == 1 &&
                EVP_DecryptFinal_ex(context, plain + length, &rest) == 1;

        EVP_CIPHER_CTX_free(context);
        if (good) {
                plain[jwe->ciphertext.size] = 0;
                *out = (struct file){ .data = plain, .size = jwe->ciphertext.size };
                return NULL;
        }
        OPENSSL_cleanse(plain, plain ? jwe->ciphertext.size : 0);
        free(plain);
        return "its tag is wrong: header, content or tag were changed";
}

static const char *open_members(const struct jwe *jwe, const json_object *header,
                                const struct tee_key *key, struct file *out)
{
        unsigned char content_key[CONTENT_KEY_SIZE];
        const char *problem = check_header(header, key);

        if (!problem)
                problem = content_key_unwrap(key, header, jwe->wrapped.data, jwe->wrapped.size,
                                             content_key);
        if (problem)
                return problem;
        problem = decrypt(jwe, content_key, out);
        OPENSSL_cleanse(content_key, sizeof(content_key));
        return problem;
}

static const char *open_message(const json_object *object, const struct tee_key *key,
                                struct file *out)
{
        struct jwe jwe = { 0 };
        struct file text = { 0 };
        json_object *header = NULL;
        const char *problem = read_members(object, &jwe);

        if (!problem && !base64_url_decode(jwe.protected, &text))
                problem = "its protected header is no base64 of the URL's alphabet";
        if (!problem) {
                problem = object_read(text.data, text.size, &header);
                if (problem) {
                        snprintf(reason, sizeof(reason), "its protected header is %s", problem);
                        problem = reason;
                }
        }
        if (!problem)
                problem = open_members(&jwe, header, key, out);
        json_object_put(header);
        file_free(&text);
        forget(&jwe);
        return problem;
}

const char *jwe_open(const void *data, size_t size, const struct tee_key *key, struct file *out)
{
        json_object *object;
        const char *problem = object_read(data, size, &object);

        *out = (struct file){ 0 };
        if (problem) {
                snprintf(reason, sizeof(reason), "it is %s", problem);
                return reason;
        }
        problem = open_message(object, key, out);
        json_object_put(object);
        return problem;
}
