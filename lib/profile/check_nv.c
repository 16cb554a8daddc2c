/*
 * lib/profile/check_nv.c - rules of one NV index: what TPM2_NV_DefineSpace, TPM2_NV_Write and
 * TPM2_NV_WriteLock would refuse, and what the profile itself must be sure of.
 *
 * Those of TPM2_NV_DefineSpace are as the TCG's reference code has them (NV_DefineSpace.c).
 */
#include "lib/profile/check.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

#define NV_INDEX_FIRST UINT32_C(0x01000000)
#define NV_INDEX_LAST  UINT32_C(0x01ffffff)

#define NV_TYPE_BITS UINT32_C(0x000000f0)
#define NV_READ      (TPMA_NV_PPREAD | TPMA_NV_OWNERREAD | TPMA_NV_AUTHREAD | TPMA_NV_POLICYREAD)
#define NV_WRITE     (TPMA_NV_PPWRITE | TPMA_NV_OWNERWRITE | TPMA_NV_AUTHWRITE | TPMA_NV_POLICYWRITE)
#define NV_LOCKABLE  (TPMA_NV_WRITEDEFINE | TPMA_NV_WRITE_STCLEAR)
#define NV_STATE     (TPMA_NV_WRITTEN | TPMA_NV_WRITELOCKED | TPMA_NV_READLOCKED)
#define NV_KNOWN                                                                              \
        (NV_TYPE_BITS | NV_READ | NV_WRITE | NV_LOCKABLE | NV_STATE | TPMA_NV_POLICY_DELETE | \
         TPMA_NV_WRITEALL | TPMA_NV_GLOBALLOCK | TPMA_NV_NO_DA | TPMA_NV_ORDERLY |            \
         TPMA_NV_CLEAR_STCLEAR | TPMA_NV_PLATFORMCREATE | TPMA_NV_READ_STCLEAR)

static const char *check_attributes(uint32_t attributes)
{
        if ((attributes & ~NV_KNOWN) != 0)
                return "an NV index has attributes that are not known";
        if ((attributes & NV_STATE) != 0)
                return "an NV index is to be written or locked before it is defined";
        if ((attributes & NV_READ) == 0)
                return "nobody may read an NV index";
        if ((attributes & NV_WRITE) == 0)
                return "nobody may write an NV index";
        if ((attributes & TPMA_NV_CLEAR_STCLEAR) != 0 && (attributes & TPMA_NV_WRITEDEFINE) != 0)
                return "an NV index has CLEAR_STCLEAR and WRITEDEFINE";
        if ((attributes & TPMA_NV_POLICY_DELETE) != 0 && (attributes & TPMA_NV_PLATFORMCREATE) == 0)
                return "an NV index has POLICY_DELETE, but is not the platform's";
        return NULL;
}

/* How large an index of that type must be; 0 if its author may choose. */
static const char *check_type(const struct profile_nv *nv, size_t *size)
{
        *size = 0;
        switch (TPMA_NV_TYPE(nv->attributes)) {
        case TPM_NT_ORDINARY:
                return NULL;
        case TPM_NT_COUNTER:
        case TPM_NT_BITS:
        case TPM_NT_PIN_FAIL:
        case TPM_NT_PIN_PASS:
                *size = 8;
                return NULL;
        case TPM_NT_EXTEND:
                *size = tpm_hash_bytes(nv->name_algorithm);
                return NULL;
        default:
                return "an NV index is of a type that is not known";
        }
}

static const char *check_size(const struct profile_nv *nv)
{
        size_t size;
        const char *wrong = check_type(nv, &size);

        if (wrong)
                return wrong;
        if (size != 0 && nv->content != PROFILE_CONTENT_NONE)
                return "an NV index has content, but is not an ordinary one";
        if (size != 0 && nv->size != size)
                return "an NV index does not have the size that its type demands";
        if (nv->size == 0 && nv->content == PROFILE_CONTENT_NONE)
                return "an NV index has neither a size nor content";
        if (nv->size == 0 && nv->content == PROFILE_CONTENT_HCL_REPORT)
                return "an NV index for a hardware report has no size";
        if ((nv->attributes & TPMA_NV_WRITEALL) != 0 && nv->size > TPM_NV_BUFFER_SIZE)
                return "an NV index has WRITEALL, but is larger than one write";
        return NULL;
}

static const char *check_content(const struct profile_nv *nv)
{
        bool has_subject =
                nv->content >= PROFILE_CONTENT_TEMPLATE && nv->content != PROFILE_CONTENT_CHAIN;

        if (nv->content > PROFILE_CONTENT_HCL_REPORT)
                return "an NV index has content that is not known";
        if (has_subject != (nv->subject != PROFILE_NONE))
                return has_subject ? "an NV index does not say whose content it has"
                                   : "an NV index has content of nobody and says whose";
        if ((nv->literal.size != 0) != (nv->content == PROFILE_CONTENT_LITERAL))
                return "an NV index has a literal and other content, or neither";
        if (nv->literal.size > PROFILE_LITERAL_MAX)
                return "an NV index has more than 4096 bytes of literal content";
        if (nv->size != 0 && nv->literal.size > nv->size)
                return "an NV index is smaller than its literal content";
        if ((nv->attributes & TPMA_NV_WRITEALL) != 0 && nv->literal.size > TPM_NV_BUFFER_SIZE)
                return "an NV index has WRITEALL, but is larger than one write";
        return NULL;
}

static const char *check_after_write(const struct profile_nv *nv)
{
        bool locked = nv->after_write == PROFILE_AFTER_LOCK;

        if (nv->after_write > PROFILE_AFTER_LOCK)
                return "what is done to an NV index after writing is not known";
        if (nv->next_boot > PROFILE_NEXT_REDEFINE)
                return "what is done to an NV index at the next boot is not known";
        if (locked && (nv->attributes & NV_LOCKABLE) == 0)
                return "an NV index is locked, but its attributes do not allow it";
        if (locked && nv->content == PROFILE_CONTENT_NONE)
                return "an NV index is locked, but nothing is written to it";
        if (locked && (nv->attributes & TPMA_NV_WRITEDEFINE) != 0 &&
            nv->next_boot == PROFILE_NEXT_REFRESH)
                return "an NV index is locked for good, but is to be written at each boot";
        if (nv->next_boot == PROFILE_NEXT_REFRESH && nv->content == PROFILE_CONTENT_NONE)
                return "an NV index is to be written at each boot, but has no content";
        return NULL;
}

static const char *check_auth(const struct profile_nv *nv)
{
        if (nv->policy.size != 0 && nv->policy.size != tpm_hash_bytes(nv->name_algorithm))
                return "an NV index's policy is not a digest of its name algorithm";
        if (nv->auth > PROFILE_AUTH_RANDOM_BOOT)
                return "an NV index's authorization rule is not known";
        /* TPM2_NV_ChangeAuth wants a policy for it, so a new one is a new definition. */
        if (nv->auth == PROFILE_AUTH_RANDOM_BOOT && nv->next_boot != PROFILE_NEXT_REDEFINE)
                return "an NV index has a new authorization at each boot, but is not defined anew";
        return NULL;
}

static const char *check_repeated(const struct profile *profile, const struct profile_nv *nv)
{
        for (const struct profile_nv *other = profile->nv; other != nv; other++) {
                if (profile_same_bytes(other->name, nv->name))
                        return "two NV indices have the same name";
                if (other->index == nv->index)
                        return "two NV indices are the same";
        }
        return NULL;
}

const char *profile_check_nv(const struct profile *profile)
{
        const struct profile_nv *nv = &profile->nv[profile->nv_count - 1];
        const char *wrong = profile_check_name(nv->name);

        if (wrong)
                return wrong;
        if (nv->index < NV_INDEX_FIRST || nv->index > NV_INDEX_LAST)
                return "an NV index is not in the range of NV indices, 0x01000000 to 0x01ffffff";
        if (tpm_hash_bytes(nv->name_algorithm) == 0)
                return "an NV index's name algorithm is not known as a hash";
        if (!(wrong = check_attributes(nv->attributes)) && !(wrong = check_auth(nv)) &&
            !(wrong = check_content(nv)) && !(wrong = check_size(nv)) &&
            !(wrong = check_after_write(nv)))
                wrong = check_repeated(profile, nv);
        return wrong;
}

/* How large content about a key is; the report's size is not known before it is there. */
static size_t key_content_size(const struct profile_nv *nv, const struct profile_key *key)
{
        switch (nv->content) {
        case PROFILE_CONTENT_TEMPLATE:
                return profile_template_size(key);
        case PROFILE_CONTENT_PUBLIC:
                return profile_public_size(key);
        case PROFILE_CONTENT_PUBLIC_2B:
                return 2 + profile_public_size(key);
        default:
                return 0;
        }
}

static const char *check_key_content(const struct profile_nv *nv, const struct profile_key *key)
{
        size_t size = key_content_size(nv, key);

        if (nv->content != PROFILE_CONTENT_TEMPLATE && key->disposition == PROFILE_KEY_TEMPLATE)
                return "an NV index holds the public area of a key that is never made";
        if (nv->size != 0 && size > nv->size)
                return "an NV index is smaller than its key's content";
        if ((nv->attributes & TPMA_NV_WRITEALL) != 0 && size > TPM_NV_BUFFER_SIZE)
                return "an NV index has WRITEALL, but is larger than one write";
        return NULL;
}

const char *profile_check_nv_references(const struct profile *profile, uint32_t nv)
{
        const struct profile_nv *it = &profile->nv[nv];

        switch (it->content) {
        case PROFILE_CONTENT_NONE:
        case PROFILE_CONTENT_LITERAL:
        case PROFILE_CONTENT_CHAIN:
                return NULL;
        case PROFILE_CONTENT_CERTIFICATE:
                /* Each certificate was compared with its index; so it is enough that there is one. */
                return it->subject < profile->certificate_count &&
                                       profile->certificates[it->subject].nv == nv
                               ? NULL
                               : "an NV index holds a certificate that is not there";
        default:
                return it->subject < profile->key_count
                               ? check_key_content(it, &profile->keys[it->subject])
                               : "an NV index holds content of a key that is not there";
        }
}
