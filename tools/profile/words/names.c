/* tools/profile/words/names.c - see names.h; values as in tss2_tpm2_types.h. */
#include "tools/profile/words/names.h"

#include "lib/profile/tpm_values.h"
#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"

/* TPM_RH_*: the handles by which TPM2_CreatePrimary knows them (TPM 2.0 Part 2, TPM_RH). */
static const struct word hierarchies[] = {
        { "endorsement", TPM_RH_ENDORSEMENT },
        { "owner", TPM_RH_OWNER },
        { "platform", TPM_RH_PLATFORM },
        { "null", TPM_RH_NULL },
};
const struct words hierarchy_words = WORDS(hierarchies);

/* As name algorithms and as PCR banks. */
static const struct word hashes[] = {
        { "sha1", TPM_ALG_SHA1 },
        { "sha256", TPM_ALG_SHA256 },
        { "sha384", TPM_ALG_SHA384 },
        { "sha512", TPM_ALG_SHA512 },
};
const struct words hash_words = WORDS(hashes);

/*
 * TPM_ALG_ID (TCG Algorithm Registry): also what no profile's key uses, since a profile may require
 * it.
 */
static const struct word algorithms[] = {
        { "rsa", TPM_ALG_RSA },
        { "sha1", TPM_ALG_SHA1 },
        { "hmac", 0x0005 },
        { "aes", TPM_ALG_AES },
        { "keyedhash", 0x0008 },
        { "sha256", TPM_ALG_SHA256 },
        { "sha384", TPM_ALG_SHA384 },
        { "sha512", TPM_ALG_SHA512 },
        { "sm3-256", 0x0012 },
        { "sm4", 0x0013 },
        { "rsassa", TPM_ALG_RSASSA },
        { "rsaes", 0x0015 },
        { "rsapss", TPM_ALG_RSAPSS },
        { "oaep", 0x0017 },
        { "ecdsa", TPM_ALG_ECDSA },
        { "ecdh", 0x0019 },
        { "ecdaa", 0x001a },
        { "sm2", 0x001b },
        { "ecschnorr", 0x001c },
        { "ecc", TPM_ALG_ECC },
        { "symcipher", 0x0025 },
        { "camellia", 0x0026 },
        { "cmac", 0x003f },
        { "ctr", 0x0040 },
        { "ofb", 0x0041 },
        { "cbc", 0x0042 },
        { "cfb", TPM_ALG_CFB },
        { "ecb", 0x0044 },
        { "ml-kem", TPM_ALG_ML_KEM },
        { "ml-dsa", TPM_ALG_ML_DSA },
        { "hash-ml-dsa", TPM_ALG_HASH_ML_DSA },
};
const struct words algorithm_words = WORDS(algorithms);

/* NIST's, which the profile's unique fields know the length of. */
static const struct word curves[] = {
        { "p256", TPM_ECC_NIST_P256 },
        { "p384", TPM_ECC_NIST_P384 },
        { "p521", TPM_ECC_NIST_P521 },
};
const struct words curve_words = WORDS(curves);

/* What a libtpms may have one day too has its name by the same rule. */
static const struct word libtpms_profiles[] = {
        { "null", PROFILE_LIBTPMS_NULL },
        { "default-v1", PROFILE_LIBTPMS_NULL + 1 },
        { "default-v2", PROFILE_LIBTPMS_NULL + 2 },
        { "default-v3", PROFILE_LIBTPMS_NULL + 3 },
};
const struct words libtpms_words = WORDS(libtpms_profiles);

/* The algorithm above its key's bits. Storage keys take no mode but CFB. */
static const struct word symmetrics[] = {
        { "none", 0 },
        { "aes-128-cfb", TPM_ALG_AES << 16 | 128 },
        { "aes-192-cfb", TPM_ALG_AES << 16 | 192 },
        { "aes-256-cfb", TPM_ALG_AES << 16 | 256 },
};
const struct words symmetric_words = WORDS(symmetrics);

/* The algorithm above its hash. */
static const struct word schemes[] = {
        { "none", 0 },
        { "rsassa-sha256", TPM_ALG_RSASSA << 16 | TPM_ALG_SHA256 },
        { "rsassa-sha384", TPM_ALG_RSASSA << 16 | TPM_ALG_SHA384 },
        { "rsassa-sha512", TPM_ALG_RSASSA << 16 | TPM_ALG_SHA512 },
        { "rsapss-sha256", TPM_ALG_RSAPSS << 16 | TPM_ALG_SHA256 },
        { "rsapss-sha384", TPM_ALG_RSAPSS << 16 | TPM_ALG_SHA384 },
        { "rsapss-sha512", TPM_ALG_RSAPSS << 16 | TPM_ALG_SHA512 },
        { "ecdsa-sha256", TPM_ALG_ECDSA << 16 | TPM_ALG_SHA256 },
        { "ecdsa-sha384", TPM_ALG_ECDSA << 16 | TPM_ALG_SHA384 },
        { "ecdsa-sha512", TPM_ALG_ECDSA << 16 | TPM_ALG_SHA512 },
};
const struct words scheme_words = WORDS(schemes);

/* Those that key policies and requirements name; any other by its number. */
static const struct word commands[] = {
        { "TPM2_NV_UndefineSpaceSpecial", 0x11f },
        { "TPM2_ChangeEPS", 0x124 },
        { "TPM2_ChangePPS", 0x125 },
        { "TPM2_NV_ChangeAuth", 0x13b },
        { "TPM2_NV_Write", 0x137 },
        { "TPM2_PCR_Allocate", 0x12b },
        { "TPM2_Certify", 0x148 },
        { "TPM2_NV_Certify", 0x184 },
        { "TPM2_ActivateCredential", 0x147 },
        { "TPM2_Import", 0x156 },
        { "TPM2_Quote", 0x158 },
        { "TPM2_Sign", 0x15d },
        { "TPM2_PolicyAuthorizeNV", 0x192 },
        { "TPM2_EncryptDecrypt2", 0x193 },
        { "TPM2_CertifyX509", 0x197 },
};
const struct words command_words = WORDS(commands);

/* TPMA_OBJECT, in the order of the bits. */
static const struct word object_attributes[] = {
        { "fixedTPM", TPMA_OBJECT_FIXED_TPM },
        { "stClear", TPMA_OBJECT_ST_CLEAR },
        { "fixedParent", TPMA_OBJECT_FIXED_PARENT },
        { "sensitiveDataOrigin", TPMA_OBJECT_SENSITIVE_DATA_ORIGIN },
        { "userWithAuth", TPMA_OBJECT_USER_WITH_AUTH },
        { "adminWithPolicy", TPMA_OBJECT_ADMIN_WITH_POLICY },
        { "noDA", TPMA_OBJECT_NO_DA },
        { "encryptedDuplication", TPMA_OBJECT_ENCRYPTED },
        { "restricted", TPMA_OBJECT_RESTRICTED },
        { "decrypt", TPMA_OBJECT_DECRYPT },
        { "sign", TPMA_OBJECT_SIGN },
};
const struct words object_attribute_words = WORDS(object_attributes);

/*
 * TPMA_NV without what the TPM itself sets: WRITTEN, READLOCKED, WRITELOCKED. Bits 4 to 7 are a
 * type, TPM_NT, not flags: an index has one of them or none.
 */
static const struct word nv_attributes[] = {
        { "PPWRITE", TPMA_NV_PPWRITE },
        { "OWNERWRITE", TPMA_NV_OWNERWRITE },
        { "AUTHWRITE", TPMA_NV_AUTHWRITE },
        { "POLICYWRITE", TPMA_NV_POLICYWRITE },
        { "COUNTER", TPM_NT_COUNTER << 4 },
        { "BITS", TPM_NT_BITS << 4 },
        { "EXTEND", TPM_NT_EXTEND << 4 },
        { "POLICY_DELETE", TPMA_NV_POLICY_DELETE },
        { "WRITEALL", TPMA_NV_WRITEALL },
        { "WRITEDEFINE", TPMA_NV_WRITEDEFINE },
        { "WRITE_STCLEAR", TPMA_NV_WRITE_STCLEAR },
        { "GLOBALLOCK", TPMA_NV_GLOBALLOCK },
        { "PPREAD", TPMA_NV_PPREAD },
        { "OWNERREAD", TPMA_NV_OWNERREAD },
        { "AUTHREAD", TPMA_NV_AUTHREAD },
        { "POLICYREAD", TPMA_NV_POLICYREAD },
        { "NO_DA", TPMA_NV_NO_DA },
        { "ORDERLY", TPMA_NV_ORDERLY },
        { "CLEAR_STCLEAR", TPMA_NV_CLEAR_STCLEAR },
        { "PLATFORMCREATE", TPMA_NV_PLATFORMCREATE },
        { "READ_STCLEAR", TPMA_NV_READ_STCLEAR },
};
const struct words nv_attribute_words = WORDS(nv_attributes);

/* The authValue of a key or an index; a random one is told to nobody (lib/profile/compiled.h). */
static const struct word auths[] = {
        { "empty", PROFILE_AUTH_EMPTY },
        { "random-once", PROFILE_AUTH_RANDOM_ONCE },
        { "random-each-boot", PROFILE_AUTH_RANDOM_BOOT },
};
const struct words auth_words = WORDS(auths);

/* What the manufacture does with a key that has the handle already. */
static const struct word occupied[] = {
        { "refuse", PROFILE_OCCUPIED_REFUSE },
        { "keep", PROFILE_OCCUPIED_KEEP },
        { "keep-if-same", PROFILE_OCCUPIED_KEEP_IF_SAME },
        { "replace", PROFILE_OCCUPIED_REPLACE },
};
const struct words occupied_words = WORDS(occupied);

/* What happens to an index when the same TPM is started again. */
static const struct word next_boots[] = {
        { "keep", PROFILE_NEXT_KEEP },
        { "refresh", PROFILE_NEXT_REFRESH },
        { "redefine", PROFILE_NEXT_REDEFINE },
};
const struct words next_boot_words = WORDS(next_boots);

/* Of a certificate: which of the TCG's forms the CA gives it. */
static const struct word purposes[] = {
        { "endorsement", WIRE_PURPOSE_ENDORSEMENT },
        { "attestation", WIRE_PURPOSE_ATTESTATION },
        { "idevid", WIRE_PURPOSE_IDEVID },
        { "iak", WIRE_PURPOSE_IAK },
};
const struct words purpose_words = WORDS(purposes);

static const struct word extensions[] = {
        { "none", PROFILE_EXTENSION_NONE },
        { "gce-instance", PROFILE_EXTENSION_GCE_INSTANCE },
};
const struct words extension_words = WORDS(extensions);
