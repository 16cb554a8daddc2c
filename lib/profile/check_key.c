/*
 * lib/profile/check_key.c - rules of one key. Those of its template are what TPM2_CreatePrimary
 * would refuse, or what would make another key than the profile's author thinks.
 */
#include "lib/base/memory.h"
#include "lib/profile/check.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

/* TPM2_EvictControl by the owner takes this half of the persistent handles. */
#define OWNER_PERSISTENT_FIRST UINT32_C(0x81000000)
#define OWNER_PERSISTENT_LAST  UINT32_C(0x817fffff)

#define OBJECT_ATTRIBUTES                                                            \
        (TPMA_OBJECT_FIXED_TPM | TPMA_OBJECT_ST_CLEAR | TPMA_OBJECT_FIXED_PARENT |   \
         TPMA_OBJECT_SENSITIVE_DATA_ORIGIN | TPMA_OBJECT_USER_WITH_AUTH |            \
         TPMA_OBJECT_ADMIN_WITH_POLICY | TPMA_OBJECT_NO_DA | TPMA_OBJECT_ENCRYPTED | \
         TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_SIGN)

/* The head with an empty unique field, which is then in @copy. */
static bool read_head(const struct profile_key *key, uint8_t copy[PROFILE_HEAD_MAX + 4],
                      struct tpm_public *out)
{
        bool rsa;

        if (key->head.size < 2 || key->head.size > PROFILE_HEAD_MAX)
                return false;
        rsa = key->head.data[0] == 0 && key->head.data[1] == TPM_ALG_RSA;
        memcpy(copy, key->head.data, key->head.size);
        memset(copy + key->head.size, 0, 4);
        return tpm_public_read(copy, key->head.size + (rsa ? 2 : 4), out) == 0 &&
               out->unique_offset == key->head.size;
}

static const char *check_attributes(uint32_t attributes)
{
        bool fixed_tpm = (attributes & TPMA_OBJECT_FIXED_TPM) != 0;
        bool fixed_parent = (attributes & TPMA_OBJECT_FIXED_PARENT) != 0;

        if ((attributes & ~OBJECT_ATTRIBUTES) != 0)
                return "a key has attributes that are not known";
        if (fixed_tpm != fixed_parent)
                return "a key is fixed to its TPM but not to its parent, or the other way round";
        if ((attributes & TPMA_OBJECT_SENSITIVE_DATA_ORIGIN) == 0)
                return "a key's secret would not be made by the TPM";
        if ((attributes & (TPMA_OBJECT_SIGN | TPMA_OBJECT_DECRYPT)) == 0)
                return "a key neither signs nor decrypts";
        if ((attributes & TPMA_OBJECT_RESTRICTED) != 0 && (attributes & TPMA_OBJECT_SIGN) != 0 &&
            (attributes & TPMA_OBJECT_DECRYPT) != 0)
                return "a restricted key signs and decrypts";
        return NULL;
}

/* A storage key has a symmetric algorithm and no scheme, a restricted signing key the reverse. */
static const char *check_algorithms(const struct tpm_public *public)
{
        bool restricted = (public->attributes & TPMA_OBJECT_RESTRICTED) != 0;
        bool storage = restricted && (public->attributes & TPMA_OBJECT_DECRYPT) != 0;

        if (storage && public->symmetric == TPM_ALG_NULL)
                return "a restricted decryption key has no symmetric algorithm";
        if (storage && public->scheme != TPM_ALG_NULL)
                return "a restricted decryption key has a scheme";
        if (!storage && public->symmetric != TPM_ALG_NULL)
                return "a key that is no restricted decryption key has a symmetric algorithm";
        if (restricted && !storage && public->scheme == TPM_ALG_NULL)
                return "a restricted signing key has no scheme";
        return NULL;
}

/* Other sizes than these no TPM has. */
static const char *check_key_size(const struct tpm_public *public)
{
        if (public->type == TPM_ALG_RSA && (public->rsa_bits == 0 || public->rsa_bits % 1024 != 0))
                return "an RSA key is not of 1024, 2048, 3072 or 4096 bits";
        if (public->symmetric != TPM_ALG_NULL && public->symmetric_bits != 128 &&
            public->symmetric_bits != 192 && public->symmetric_bits != 256)
                return "an AES key is not of 128, 192 or 256 bits";
        return NULL;
}

static const char *check_head(const struct tpm_public *public)
{
        const char *wrong = check_attributes(public->attributes);

        if (wrong)
                return wrong;
        if (tpm_hash_bytes(public->name_algorithm) == 0)
                return "a key's name algorithm is not known as a hash";
        if (public->policy_size != 0 &&
            public->policy_size != tpm_hash_bytes(public->name_algorithm))
                return "a key's policy is not a digest of its name algorithm";
        wrong = check_key_size(public);
        return wrong ? wrong : check_algorithms(public);
}

static bool all_zero(struct profile_bytes bytes)
{
        for (size_t i = 0; i < bytes.size; i++) {
                if (bytes.data[i] != 0)
                        return false;
        }
        return true;
}

static const char *check_unique(const struct profile_key *key, const struct tpm_public *public)
{
        bool rsa = public->type == TPM_ALG_RSA;
        size_t most = rsa ? public->rsa_bits / 8u : tpm_curve_bytes(public->curve);

        if (rsa && key->y.size != 0)
                return "an RSA key has a second unique field";
        if (key->x.size > most || key->y.size > most)
                return "a key's unique field is longer than the key";
        if (key->unique_rule > PROFILE_UNIQUE_NV_NONCE)
                return "a key's unique rule is not known";
        if ((key->nonce != PROFILE_NONE) != (key->unique_rule == PROFILE_UNIQUE_NV_NONCE))
                return "a key names a nonce and does not use one, or the other way round";
        if (key->unique_rule == PROFILE_UNIQUE_LITERAL)
                return NULL;
        if (key->x.size == 0)
                return "a key's unique field has no room for what goes into it";
        return all_zero(key->x) && all_zero(key->y)
                       ? NULL
                       : "a key's unique field is not zeros, though something else goes into it";
}

static const char *check_auth(const struct profile_key *key)
{
        if (key->auth == PROFILE_AUTH_RANDOM_BOOT)
                return "a key's authorization cannot change at each boot";
        if (key->auth > PROFILE_AUTH_RANDOM_BOOT)
                return "a key's authorization rule is not known";
        if (key->auth != PROFILE_AUTH_EMPTY && key->disposition != PROFILE_KEY_PERSISTENT)
                return "a key that does not persist has an authorization of its own";
        return NULL;
}

static const char *check_persistent(const struct profile_key *key, uint32_t attributes)
{
        if (key->handle < OWNER_PERSISTENT_FIRST || key->handle > OWNER_PERSISTENT_LAST)
                return "a persistent handle is not one of the owner's, 0x81000000 to 0x817fffff";
        if (key->occupied < PROFILE_OCCUPIED_REFUSE || key->occupied > PROFILE_OCCUPIED_REPLACE)
                return "what to do with a handle that is taken is not known";
        if (key->hierarchy != TPM_RH_OWNER && key->hierarchy != TPM_RH_ENDORSEMENT)
                return "a key is made persistent by the owner, but is neither the owner's nor of the "
                       "endorsement hierarchy";
        return (attributes & TPMA_OBJECT_ST_CLEAR) != 0
                       ? "a persistent key vanishes at each start (stClear)"
                       : NULL;
}

static const char *check_disposition(const struct profile_key *key, uint32_t attributes)
{
        if (key->disposition < PROFILE_KEY_PERSISTENT || key->disposition > PROFILE_KEY_TEMPLATE)
                return "what becomes of a key is not known";
        if (key->disposition == PROFILE_KEY_PERSISTENT)
                return check_persistent(key, attributes);
        return key->handle != 0 || key->occupied != 0
                       ? "a key that does not persist has a persistent handle"
                       : NULL;
}

static const char *check_repeated(const struct profile *profile, const struct profile_key *key)
{
        for (const struct profile_key *other = profile->keys; other != key; other++) {
                if (profile_same_bytes(other->name, key->name))
                        return "two keys have the same name";
                if (key->handle != 0 && other->handle == key->handle)
                        return "two keys have the same handle";
        }
        return NULL;
}

const char *profile_check_key(const struct profile *profile)
{
        const struct profile_key *key = &profile->keys[profile->key_count - 1];
        uint8_t copy[PROFILE_HEAD_MAX + 4];
        struct tpm_public public;
        const char *wrong = profile_check_name(key->name);

        if (wrong)
                return wrong;
        if (key->hierarchy != TPM_RH_OWNER && key->hierarchy != TPM_RH_NULL &&
            key->hierarchy != TPM_RH_ENDORSEMENT && key->hierarchy != TPM_RH_PLATFORM)
                return "a key's hierarchy is none";
        if (!read_head(key, copy, &public))
                return "a key's template head is not the start of a TPMT_PUBLIC that is understood";
        if (!(wrong = check_head(&public)) && !(wrong = check_unique(key, &public)) &&
            !(wrong = check_disposition(key, public.attributes)) && !(wrong = check_auth(key)))
                wrong = check_repeated(profile, key);
        return wrong;
}

const char *profile_check_key_references(const struct profile *profile, uint32_t key)
{
        const struct profile_key *it = &profile->keys[key];
        const struct profile_nv *nv;

        if (it->unique_rule != PROFILE_UNIQUE_NV_NONCE)
                return NULL;
        if (it->nonce >= profile->nv_count)
                return "a key's nonce is in an NV index that is not there";
        nv = &profile->nv[it->nonce];
        if (nv->content != PROFILE_CONTENT_LITERAL)
                return "a key's nonce is in an NV index whose content is no literal";
        return (nv->size > nv->literal.size ? nv->size : nv->literal.size) > it->x.size
                       ? "a key's nonce is longer than its unique field"
                       : NULL;
}
