/*
 * tools/ca/policy.c - see policy.h.
 *
 * Without an attestation report nothing proves that a key is a TPM's: the CA serves whoever may
 * open its socket. What it can see it insists on.
 */
#include "tools/ca/policy.h"

#include <stdbool.h>
#include <string.h>

/* An EK decrypts for its TPM only, never leaves it, and was made there. */
#define ENDORSEMENT_SET                                                                         \
        (TPMA_OBJECT_FIXED_TPM | TPMA_OBJECT_FIXED_PARENT | TPMA_OBJECT_SENSITIVE_DATA_ORIGIN | \
         TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)
#define ENDORSEMENT_CLEAR TPMA_OBJECT_SIGN

#define RSA_BITS_LEAST 2048

/*
 * The NV indices that the TCG sets aside for endorsement (Registry of Reserved TPM 2.0 Handles and
 * Localities).
 */
#define NV_ENDORSEMENT_FIRST UINT32_C(0x01c00000)
#define NV_ENDORSEMENT_LAST  UINT32_C(0x01c07fff)

static bool same_blob(struct wire_blob left, struct wire_blob right)
{
        return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

static bool repeated(const struct wire_request *request, uint32_t key)
{
        for (uint32_t i = 0; i < key; i++) {
                if (request->keys[i].nv_index == request->keys[key].nv_index ||
                    same_blob(request->keys[i].public, request->keys[key].public))
                        return true;
        }
        return false;
}

static bool strong(const struct tpm_public *public)
{
        if (public->type == TPM_ALG_RSA)
                return public->rsa_bits >= RSA_BITS_LEAST && public->rsa_exponent >= 3 &&
                       public->rsa_exponent % 2 == 1;
        return true; /* the curves that are known are */
}

static const char *check_endorsement(const struct tpm_public *public)
{
        if ((public->attributes & ENDORSEMENT_SET) != ENDORSEMENT_SET ||
            (public->attributes & ENDORSEMENT_CLEAR) != 0)
                return "is not a restricted decryption key that is fixed to its TPM";
        if (public->symmetric != TPM_ALG_AES || public->scheme != TPM_ALG_NULL)
                return "does not have the algorithms of a storage key";
        if (public->policy_size == 0)
                return "has no policy";
        return NULL;
}

static const char *check_key(const struct wire_key *key, struct tpm_public *public)
{
        if (key->purpose != WIRE_PURPOSE_ENDORSEMENT)
                return "has a purpose that is not known here";
        if (key->nv_index < NV_ENDORSEMENT_FIRST || key->nv_index > NV_ENDORSEMENT_LAST)
                return "has an NV index that is not for endorsement";
        if (tpm_public_read(key->public.data, key->public.size, public) ||
            !tpm_public_has_key(public))
                return "is not a TPM's public key of a kind that is known here";
        if (!strong(public))
                return "is weak";
        return check_endorsement(public);
}

const char *policy_check(const struct wire_request *request, struct tpm_public *publics,
                         uint32_t *key)
{
        for (*key = 0; *key < request->key_count; (*key)++) {
                const char *problem = check_key(&request->keys[*key], &publics[*key]);

                if (!problem && repeated(request, *key))
                        problem = "is there twice";
                if (problem)
                        return problem;
        }
        return NULL;
}
