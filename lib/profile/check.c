/*
 * lib/profile/check.c - rules of everything in a profile but its keys and NV indices: names,
 * requirements, banks, certificates, manifests, hooks.
 */
#include "lib/base/memory.h"
#include "lib/profile/check.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"

bool profile_same_bytes(struct profile_bytes left, struct profile_bytes right)
{
        return left.size == right.size &&
               (left.size == 0 || memcmp(left.data, right.data, left.size) == 0);
}

/* Names go to log lines as they are. */
const char *profile_check_name(struct profile_bytes name)
{
        if (name.size == 0 || name.size > PROFILE_NAME_MAX)
                return "a name is not 1 to 31 characters long";
        for (size_t i = 0; i < name.size; i++) {
                if (name.data[i] < 0x20 || name.data[i] > 0x7e)
                        return "a name has characters that are not printable ASCII";
        }
        return NULL;
}

const char *profile_check_requirement(const struct profile *profile)
{
        uint32_t last = profile->requirement_count - 1;
        const struct profile_requirement *requirement = &profile->requirements[last];

        if (requirement->kind < PROFILE_REQUIRE_ALGORITHM ||
            requirement->kind > PROFILE_REQUIRE_LIBTPMS)
                return "a requirement's kind is not known";
        if (requirement->value == 0)
                return "a requirement's value is 0";
        for (uint32_t i = 0; i < last; i++) {
                if (profile->requirements[i].kind == requirement->kind &&
                    (profile->requirements[i].value == requirement->value ||
                     requirement->kind == PROFILE_REQUIRE_LIBTPMS))
                        return "a requirement is there twice";
        }
        return NULL;
}

const char *profile_check_bank(const struct profile *profile)
{
        uint32_t last = profile->bank_count - 1;

        if (tpm_hash_bytes(profile->banks[last]) == 0)
                return "a PCR bank is of an algorithm that is not known as a hash";
        for (uint32_t i = 0; i < last; i++) {
                if (profile->banks[i] == profile->banks[last])
                        return "a PCR bank is there twice";
        }
        return NULL;
}

/* A key that is never made has nothing that could be certified or listed. */
static const char *check_made(const struct profile *profile, uint8_t key, const char *unknown,
                              const char *never_made)
{
        if (key >= profile->key_count)
                return unknown;
        return profile->keys[key].disposition == PROFILE_KEY_TEMPLATE ? never_made : NULL;
}

/* TPMT_PUBLIC: type, name algorithm, then the attributes. */
static uint32_t key_attributes(const struct profile_key *key)
{
        const uint8_t *at = key->head.data + 4;

        return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The certificate of a device's identity names the TPM by an EK certificate, so that has to be there. */
static const char *check_named(const struct profile *profile)
{
        for (uint32_t i = 0; i + 1 < profile->certificate_count; i++) {
                if (profile->certificates[i].purpose == WIRE_PURPOSE_ENDORSEMENT)
                        return NULL;
        }
        return "a device's identity has no endorsement certificate before it that names the TPM";
}

static const char *check_purpose(const struct profile *profile,
                                 const struct profile_certificate *certificate)
{
        uint32_t attributes = key_attributes(&profile->keys[certificate->key]);

        bool is_signer = (attributes & TPMA_OBJECT_SIGN) != 0;
        bool is_restricted = (attributes & TPMA_OBJECT_RESTRICTED) != 0;

        switch (certificate->purpose) {
        case WIRE_PURPOSE_ENDORSEMENT:
                return NULL;
        case WIRE_PURPOSE_ATTESTATION:
                return is_signer && is_restricted
                               ? NULL
                               : "a certificate for attestation is of a key that is not a "
                                 "restricted signing key";
        case WIRE_PURPOSE_IAK:
                return is_signer && is_restricted
                               ? check_named(profile)
                               : "an IAK's certificate is of a key that is not a restricted "
                                 "signing key";
        case WIRE_PURPOSE_IDEVID:
                return is_signer && !is_restricted && (attributes & TPMA_OBJECT_DECRYPT) == 0
                               ? check_named(profile)
                               : "an IDevID's certificate is of a key that is not a signing key, "
                                 "or a restricted one";
        default:
                return "a certificate's purpose is not known";
        }
}

const char *profile_check_certificate(const struct profile *profile)
{
        uint32_t last = profile->certificate_count - 1;
        const struct profile_certificate *certificate = &profile->certificates[last];
        const struct profile_nv *nv;
        const char *wrong =
                check_made(profile, certificate->key, "a certificate is of a key that is not there",
                           "a certificate is of a key that is never made");

        if (!wrong)
                wrong = check_purpose(profile, certificate);
        if (wrong)
                return wrong;
        if (certificate->extension > PROFILE_EXTENSION_GCE_INSTANCE)
                return "a certificate's extension is not known";
        if (certificate->nv >= profile->nv_count)
                return "a certificate goes into an NV index that is not there";
        nv = &profile->nv[certificate->nv];
        if (nv->content != PROFILE_CONTENT_CERTIFICATE || nv->subject != last)
                return "a certificate's NV index holds something else";
        return nv->required != certificate->required
                       ? "a certificate and its NV index do not agree whether it is required"
                       : NULL;
}

const char *profile_check_manifest_key(const struct profile *profile, uint8_t key)
{
        return check_made(profile, key, "a manifest lists a key that is not there",
                          "a manifest lists a key that is never made");
}

/* Google's verifier of manifest version 1 (go-tpm-tools) wants at least two keys. */
const char *profile_check_manifest_v1(const struct profile *profile)
{
        if (profile->manifest_v1_count < 2)
                return "manifest version 1 lists fewer than two keys";
        for (uint32_t i = 0; i < profile->manifest_v1_count; i++) {
                const char *wrong = profile_check_manifest_key(profile, profile->manifest_v1[i]);

                if (wrong)
                        return wrong;
                for (uint32_t j = 0; j < i; j++) {
                        if (profile->manifest_v1[j] == profile->manifest_v1[i])
                                return "manifest version 1 lists a key twice";
                }
        }
        return NULL;
}

const char *profile_check_hook(const struct profile *profile)
{
        uint32_t last = profile->hook_count - 1;
        const struct profile_hook *hook = &profile->hooks[last];
        uint8_t content;

        if (hook->nv >= profile->nv_count)
                return "a hook is on an NV index that is not there";
        content = profile->nv[hook->nv].content;
        if (hook->kind != PROFILE_HOOK_REPORT_ON_READ &&
            hook->kind != PROFILE_HOOK_CERTIFICATE_ON_READ)
                return "a hook's kind is not known";
        if (content != (hook->kind == PROFILE_HOOK_REPORT_ON_READ ? PROFILE_CONTENT_HCL_REPORT
                                                                  : PROFILE_CONTENT_CERTIFICATE))
                return "a hook makes something else than its NV index holds";
        for (uint32_t i = 0; i < last; i++) {
                if (profile->hooks[i].nv == hook->nv)
                        return "an NV index has two hooks";
        }
        return NULL;
}
