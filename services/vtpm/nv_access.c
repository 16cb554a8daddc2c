/* services/vtpm/nv_access.c - see nv_access.h. */
#include "services/vtpm/nv_access.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/key.h"
#include "services/vtpm/commands/nv.h"

#include <openssl/evp.h>

#include <string.h>

uint32_t nv_definer(const struct profile_nv *nv)
{
        return nv->attributes & TPMA_NV_PLATFORMCREATE ? TPM_RH_PLATFORM : TPM_RH_OWNER;
}

static int no_way(const struct profile_nv *nv, const char *what)
{
        service_log("vtpm: stopped: NV index 0x%08x: no authorization of ours can %s it",
                    (unsigned int)nv->index, what);
        return -1;
}

static void use_own_value(const struct profile_nv *nv, const struct memory_nv *memory,
                          struct tpm_nv_access *out)
{
        out->by = nv->index;
        out->authorization.password = memory->auth;
        out->authorization.password_size = nv->auth == PROFILE_AUTH_EMPTY ? 0 : MEMORY_AUTH_SIZE;
}

static const EVP_MD *digest_of(uint16_t algorithm)
{
        switch (algorithm) {
        case TPM_ALG_SHA1:
                return EVP_sha1();
        case TPM_ALG_SHA256:
                return EVP_sha256();
        case TPM_ALG_SHA384:
                return EVP_sha384();
        default:
                return EVP_sha512();
        }
}

/*
 * The digest of a policy that is TPM2_PolicySecret of @hierarchy with an empty policyRef (TPM 2.0
 * Part 3, TPM2_PolicySecret): H(H(zeros, command code, name), policyRef).
 */
static bool is_secret_of(const struct profile_nv *nv, uint32_t hierarchy)
{
        const EVP_MD *digest = digest_of(nv->name_algorithm);
        uint8_t data[EVP_MAX_MD_SIZE + 8] = { 0 };
        size_t size = (size_t)EVP_MD_get_size(digest);
        struct bytes_writer out = bytes_writer(data + size, 8);
        uint8_t once[EVP_MAX_MD_SIZE];
        uint8_t twice[EVP_MAX_MD_SIZE];

        bytes_write_be32(&out, TPM_CC_POLICY_SECRET);
        bytes_write_be32(&out, hierarchy);
        return nv->policy.size == size && EVP_Digest(data, size + 8, once, NULL, digest, NULL) &&
               EVP_Digest(once, size, twice, NULL, digest, NULL) &&
               memcmp(twice, nv->policy.data, size) == 0;
}

static int use_policy(const struct profile_nv *nv, struct tpm_nv_access *out)
{
        static const uint32_t hierarchies[] = { TPM_RH_ENDORSEMENT, TPM_RH_OWNER, TPM_RH_PLATFORM };

        for (size_t i = 0; i < sizeof(hierarchies) / sizeof(hierarchies[0]); i++) {
                if (is_secret_of(nv, hierarchies[i])) {
                        out->by = nv->index;
                        return tpm_secret_session(nv->name_algorithm, hierarchies[i],
                                                  &out->authorization.session);
                }
        }
        return no_way(nv, "write");
}

int nv_access_write(const struct profile_nv *nv, const struct memory_nv *memory,
                    struct tpm_nv_access *out)
{
        *out = (struct tpm_nv_access){ .index = nv->index };
        if (nv->attributes & TPMA_NV_PPWRITE)
                out->by = TPM_RH_PLATFORM;
        else if (nv->attributes & TPMA_NV_AUTHWRITE)
                use_own_value(nv, memory, out);
        else if (nv->attributes & TPMA_NV_OWNERWRITE)
                out->by = TPM_RH_OWNER;
        else
                return use_policy(nv, out);
        return 0;
}

int nv_access_read(const struct profile_nv *nv, const struct memory_nv *memory,
                   struct tpm_nv_access *out)
{
        *out = (struct tpm_nv_access){ .index = nv->index };
        if (nv->attributes & TPMA_NV_PPREAD)
                out->by = TPM_RH_PLATFORM;
        else if (nv->attributes & TPMA_NV_AUTHREAD)
                use_own_value(nv, memory, out);
        else if (nv->attributes & TPMA_NV_OWNERREAD)
                out->by = TPM_RH_OWNER;
        else
                return no_way(nv, "read");
        return 0;
}
