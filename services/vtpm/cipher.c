/* services/vtpm/cipher.c - see cipher.h. */
#include "services/vtpm/cipher.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <limits.h>
#include <string.h>

/* In place, and without padding: swtpm's is longer than a block where the key is. */
static bool run(const struct cipher_key *key, const uint8_t *iv, bool encrypt, uint8_t *data,
                size_t size)
{
        const EVP_CIPHER *aes = key->size == CIPHER_KEY_MAX ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        int done = 0;
        int rest = 0;
        bool ok = context && size <= INT_MAX &&
                  EVP_CipherInit_ex(context, aes, NULL, key->bytes, iv, encrypt) == 1 &&
                  EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
                  EVP_CipherUpdate(context, data, &done, data, (int)size) == 1 &&
                  EVP_CipherFinal_ex(context, data + done, &rest) == 1 &&
                  (size_t)done + (size_t)rest == size;

        EVP_CIPHER_CTX_free(context);
        return ok;
}

bool cipher_mac(const struct cipher_key *key, const struct wire_blob *pieces, size_t count,
                uint8_t mac[CIPHER_MAC])
{
        char digest[] = "SHA256";
        const OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                                                           digest, 0),
                                          OSSL_PARAM_construct_end() };
        EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
        size_t size = 0;
        bool ok = context && EVP_MAC_init(context, key->bytes, key->size, parameters) == 1;

        for (size_t i = 0; ok && i < count; i++)
                ok = pieces[i].size == 0 ||
                     EVP_MAC_update(context, pieces[i].data, pieces[i].size) == 1;
        ok = ok && EVP_MAC_final(context, mac, &size, CIPHER_MAC) == 1 && size == CIPHER_MAC;
        EVP_MAC_CTX_free(context);
        EVP_MAC_free(hmac);
        return ok;
}

size_t cipher_size(const struct cipher_key *key, size_t size)
{
        return size + key->size - size % key->size;
}

bool cipher_encrypt(const struct cipher_key *key, struct wire_blob plain, uint8_t *out,
                    uint8_t iv[CIPHER_KEY_MAX], uint8_t mac[CIPHER_MAC])
{
        size_t size = cipher_size(key, plain.size);
        const struct wire_blob pieces[] = { { out, size }, { iv, key->size } };

        memcpy(out, plain.data, plain.size);
        memset(out + plain.size, (int)(size - plain.size), size - plain.size);
        return RAND_bytes(iv, (int)key->size) == 1 && run(key, iv, true, out, size) &&
               cipher_mac(key, pieces, 2, mac);
}

bool cipher_is_authentic(const struct cipher_key *key, struct wire_blob data, struct wire_blob iv,
                         struct wire_blob mac)
{
        const struct wire_blob pieces[] = { data, iv };
        uint8_t right[CIPHER_MAC];

        return mac.size == sizeof(right) && cipher_mac(key, pieces, 2, right) &&
               CRYPTO_memcmp(mac.data, right, sizeof(right)) == 0;
}

/* Each of its bytes is its length. */
static bool remove_padding(const struct cipher_key *key, const uint8_t *data, size_t *size)
{
        size_t padding = data[*size - 1];

        if (padding == 0 || padding > key->size)
                return false;
        for (size_t i = 1; i <= padding; i++)
                if (data[*size - i] != padding)
                        return false;
        *size -= padding;
        return true;
}

bool cipher_decrypt(const struct cipher_key *key, struct wire_blob data, struct wire_blob iv,
                    uint8_t *out, size_t *size)
{
        static const uint8_t zero[CIPHER_KEY_MAX];

        if (key->size == 0 || data.size == 0 || data.size % key->size != 0 ||
            (iv.size && iv.size != key->size))
                return false;
        *size = data.size;
        memcpy(out, data.data, data.size);
        return run(key, iv.size ? iv.data : zero, false, out, data.size) &&
               remove_padding(key, out, size);
}
