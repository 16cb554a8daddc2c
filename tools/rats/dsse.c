/*
 * tools/rats/dsse.c - see dsse.h. Signatures of ECDSA are in DER, as the users of DSSE write them (sigstore, secure-systems-lab's
 * libraries): DSSE itself leaves it to them.
 */
#include "tools/rats/dsse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/rats/base64.h"
#include "tools/rats/json_read.h"
#include "tools/rats/signing.h"

/* What is signed, PAE() of its protocol: lengths make it one text only. malloc()ed. */
static uint8_t *pre_authentication(const char *type, const void *payload, size_t size,
                                   size_t *out_size)
{
        size_t capacity = strlen(type) + size + 64;
        char *text = malloc(capacity);
        int length;

        if (!text)
                return NULL;
        length = snprintf(text, capacity, "DSSEv1 %zu %s %zu ", strlen(type), type, size);
        memcpy(text + length, payload, size);
        *out_size = (size_t)length + size;
        return (uint8_t *)text;
}

char *dsse_sign(EVP_PKEY *key, const char *type, const void *payload, size_t size)
{
        static const char format[] = "{\"payload\":\"%s\",\"payloadType\":\"%s\",\"signatures\":"
                                     "[{\"keyid\":\"%s\",\"sig\":\"%s\"}]}\n";
        uint8_t signature[SIGNING_SIZE_MAX];
        char signature_text[BASE64_LENGTH(SIGNING_SIZE_MAX)];
        uint8_t thumbprint[SIGNING_THUMBPRINT];
        char name[BASE64_LENGTH(SIGNING_THUMBPRINT)];
        size_t signed_size = 0;
        size_t signature_size = 0;
        size_t capacity = BASE64_LENGTH(size) + sizeof(format) + strlen(type) + sizeof(name) +
                          sizeof(signature_text);
        uint8_t *bytes = pre_authentication(type, payload, size, &signed_size);
        char *text = malloc(BASE64_LENGTH(size));
        char *out = malloc(capacity);
        bool good = bytes && text && out && signing_thumbprint(key, thumbprint) &&
                    signing_make(key, SIGNING_DER, bytes, signed_size, signature, &signature_size);

        if (good)
                snprintf(out, capacity, format, base64_encode(payload, size, text), type,
                         base64url_encode(thumbprint, sizeof(thumbprint), name),
                         base64_encode(signature, signature_size, signature_text));
        free(bytes);
        free(text);
        if (good)
                return out;
        free(out);
        return NULL;
}

bool dsse_begins(const void *data, size_t size)
{
        yaml_document_t document;
        bool found;

        if (!json_open(data, size, &document))
                return false;
        found = json_find(&document, yaml_document_get_root_node(&document), "payload") != NULL;
        yaml_document_delete(&document);
        return found;
}

/* One good signature of a key that is trusted is enough; those of others say nothing against it. */
static bool is_signed(yaml_document_t *document, const yaml_node_t *list, EVP_PKEY *const *keys,
                      size_t count, const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < json_count(list); i++) {
                const char *text = json_text_in(document, json_element(document, list, i), "sig");
                uint8_t signature[SIGNING_SIZE_MAX];
                size_t signature_size;

                if (!text || !base64_decode(text, signature, sizeof(signature), &signature_size))
                        continue;
                for (size_t k = 0; k < count; k++) {
                        if (signing_check(keys[k], SIGNING_DER, bytes, size, signature,
                                          signature_size))
                                return true;
                }
        }
        return false;
}

static uint8_t *decode_payload(const char *text, size_t *size)
{
        size_t capacity = text ? strlen(text) : 0;
        uint8_t *payload = capacity ? malloc(capacity) : NULL;

        if (payload && base64_decode(text, payload, capacity, size))
                return payload;
        free(payload);
        return NULL;
}

static const char *say(char reason[DSSE_REASON_MAX], const char *text)
{
        snprintf(reason, DSSE_REASON_MAX, "%s", text);
        return reason;
}

static const char *check_envelope(yaml_document_t *document, const char *type,
                                  EVP_PKEY *const *keys, size_t count, const uint8_t *payload,
                                  size_t size, char reason[DSSE_REASON_MAX])
{
        const yaml_node_t *root = yaml_document_get_root_node(document);
        const char *found = json_text_in(document, root, "payloadType");
        size_t signed_size = 0;
        uint8_t *bytes;
        bool good;

        if (!found || strcmp(found, type) != 0) {
                snprintf(reason, DSSE_REASON_MAX, "has no payload of the type %s", type);
                return reason;
        }
        bytes = pre_authentication(type, payload, size, &signed_size);
        good = bytes && is_signed(document, json_find(document, root, "signatures"), keys, count,
                                  bytes, signed_size);
        free(bytes);
        return good ? NULL : say(reason, "is not signed by a key that was given");
}

const char *dsse_open(const void *data, size_t size, const char *type, EVP_PKEY *const *keys,
                      size_t count, uint8_t **payload, size_t *payload_size,
                      char reason[DSSE_REASON_MAX])
{
        const char *problem = NULL;
        yaml_document_t document;

        *payload = NULL;
        *payload_size = 0;
        if (!json_open(data, size, &document))
                return say(reason, "is no JSON");
        *payload = decode_payload(
                json_text_in(&document, yaml_document_get_root_node(&document), "payload"),
                payload_size);
        if (!*payload)
                problem = say(reason, "has a payload that is not base64");
        else
                problem = check_envelope(&document, type, keys, count, *payload, *payload_size,
                                         reason);
        yaml_document_delete(&document);
        if (problem) {
                free(*payload);
                *payload = NULL;
        }
        return problem;
}
