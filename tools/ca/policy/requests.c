/*
 * tools/ca/policy/requests.c - see requests.h.
 *
 * What can be seen of a key without knowing the profile. It is insisted on whatever a profile says:
 * a profile that makes other keys gets no certificates for them.
 */
#include "tools/ca/policy/requests.h"

#include <stdbool.h>
#include <string.h>

/* An EK decrypts for its TPM only, never leaves it, and was made there. */
#define ENDORSEMENT_SET                                                                         \
        (TPMA_OBJECT_FIXED_TPM | TPMA_OBJECT_FIXED_PARENT | TPMA_OBJECT_SENSITIVE_DATA_ORIGIN | \
         TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)
#define ENDORSEMENT_CLEAR TPMA_OBJECT_SIGN

/* An attestation key signs only what its TPM has made. */
#define ATTESTATION_SET                                                                         \
        (TPMA_OBJECT_FIXED_TPM | TPMA_OBJECT_FIXED_PARENT | TPMA_OBJECT_SENSITIVE_DATA_ORIGIN | \
         TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN)
#define ATTESTATION_CLEAR TPMA_OBJECT_DECRYPT

/* A device's identity signs anything, and never leaves its TPM. */
#define IDENTITY_SET                                                                            \
        (TPMA_OBJECT_FIXED_TPM | TPMA_OBJECT_FIXED_PARENT | TPMA_OBJECT_SENSITIVE_DATA_ORIGIN | \
         TPMA_OBJECT_SIGN)
#define IDENTITY_CLEAR (TPMA_OBJECT_DECRYPT | TPMA_OBJECT_RESTRICTED)

#define RSA_BITS_LEAST 2048

/*
 * The NV indices that the TCG sets aside for endorsement (Registry of Reserved TPM 2.0 Handles and
 * Localities).
 */
#define NV_ENDORSEMENT_FIRST UINT32_C(0x01c00000)
#define NV_ENDORSEMENT_LAST  UINT32_C(0x01c07fff)

#define FAMILY_2_0     UINT32_C(0x322e3000) /* "2.0" and a zero */
#define LEVEL_MOST     1
#define REVISION_LEAST 116 /* 1.16, the first that was published */
#define REVISION_MOST  299

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

/* A certificate of a device's identity names the device by an EK certificate. */
static bool is_named(const struct wire_request *request, uint32_t key)
{
        uint16_t purpose = request->keys[key].purpose;

        if (purpose != WIRE_PURPOSE_IDEVID && purpose != WIRE_PURPOSE_IAK)
                return true;
        for (uint32_t i = 0; i < key; i++) {
                if (request->keys[i].purpose == WIRE_PURPOSE_ENDORSEMENT)
                        return true;
        }
        return false;
}

/*
 * RSA by size; an even exponent or 1 is no RSA. (NIST SP 800-57 Part 1 has 2048 bits as the least,
 * 112 bits of strength.)
 */
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

/*
 * Restricted: the TPM signs with it only what it has made itself (TPM 2.0 Part 1, "Restricted
 * Attribute"), or a quote would prove nothing.
 */
static const char *check_attestation(const struct tpm_public *public)
{
        if ((public->attributes & ATTESTATION_SET) != ATTESTATION_SET ||
            (public->attributes & ATTESTATION_CLEAR) != 0)
                return "is not a restricted signing key that is fixed to its TPM";
        if (public->symmetric != TPM_ALG_NULL || public->scheme == TPM_ALG_NULL)
                return "does not have the algorithms of a signing key";
        return NULL;
}

/* TCG, TPM 2.0 Keys for Device Identity and Attestation: not restricted, with a scheme or without. */
static const char *check_identity(const struct tpm_public *public)
{
        if ((public->attributes & IDENTITY_SET) != IDENTITY_SET ||
            (public->attributes & IDENTITY_CLEAR) != 0)
                return "is not an unrestricted signing key that is fixed to its TPM";
        return public->symmetric == TPM_ALG_NULL ? NULL
                                                 : "does not have the algorithms of a signing key";
}

static const char *check_purpose(uint16_t purpose, const struct tpm_public *public)
{
        switch (purpose) {
        case WIRE_PURPOSE_ENDORSEMENT:
                return check_endorsement(public);
        case WIRE_PURPOSE_IDEVID:
                return check_identity(public);
        default:
                return check_attestation(public);
        }
}

static const char *check_key(const struct wire_key *key, struct tpm_public *public)
{
        if (key->purpose < WIRE_PURPOSE_ENDORSEMENT || key->purpose > WIRE_PURPOSE_IAK)
                return "has a purpose that is not known here";
        if (key->purpose == WIRE_PURPOSE_ENDORSEMENT &&
            (key->nv_index < NV_ENDORSEMENT_FIRST || key->nv_index > NV_ENDORSEMENT_LAST))
                return "has an NV index that is not for endorsement";
        if (tpm_public_read(key->public.data, key->public.size, public) ||
            !tpm_public_has_key(public))
                return "is not a TPM's public key of a kind that is known here";
        if (!strong(public))
                return "is weak";
        return check_purpose(key->purpose, public);
}

/* Four characters; shorter names end with zeros or spaces. */
static bool good_manufacturer(uint32_t manufacturer)
{
        bool ended = false;

        for (int shift = 24; shift >= 0; shift -= 8) {
                uint8_t c = (uint8_t)(manufacturer >> shift);

                ended = ended || c == 0;
                if (ended ? c != 0 : c < 0x20 || c > 0x7e)
                        return false;
        }
        return manufacturer >> 24 != 0;
}

const char *policy_check_facts(const struct wire_tpm_facts *tpm)
{
        if (tpm->family != FAMILY_2_0)
                return "the TPM is not of family 2.0";
        if (tpm->level > LEVEL_MOST || tpm->revision < REVISION_LEAST ||
            tpm->revision > REVISION_MOST)
                return "the TPM follows no specification that is known";
        if (!good_manufacturer(tpm->manufacturer))
                return "the TPM's manufacturer is no name";
        return NULL;
}

const char *policy_check(const struct wire_request *request, struct tpm_public *publics,
                         uint32_t *key)
{
        for (*key = 0; *key < request->key_count; (*key)++) {
                const char *problem = check_key(&request->keys[*key], &publics[*key]);

                if (!problem && repeated(request, *key))
                        problem = "is there twice";
                if (!problem && !is_named(request, *key))
                        problem =
                                "identifies a device, and no endorsement key before it names that";
                if (problem)
                        return problem;
        }
        return NULL;
}
