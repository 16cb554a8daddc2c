/* tools/tpm/show/facts.c - see facts.h. */
#include "tools/tpm/show/facts.h"

#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/words/names.h"
#include "tools/tpm/device/certificate.h"
#include "tools/tpm/device/compare.h"
#include "tools/tpm/show/registry.h"

#include <string.h>

/* TPM_PT; values as in tss2_tpm2_types.h. */
#define PT_FAMILY              UINT32_C(0x100)
#define PT_REVISION            UINT32_C(0x102)
#define PT_MANUFACTURER        UINT32_C(0x105)
#define PT_VENDOR_STRING       UINT32_C(0x106) /* and the next three */
#define PT_FIRMWARE_VERSION_1  UINT32_C(0x10b)
#define PT_FIRMWARE_VERSION_2  UINT32_C(0x10c)
#define PT_NV_INDEX_MAX        UINT32_C(0x117)
#define PT_HR_PERSISTENT       UINT32_C(0x208)
#define PT_HR_PERSISTENT_AVAIL UINT32_C(0x209)

#define SHOWN_CONTENT 32 /* bytes of a content that is not known */

static void add_characters(struct text *out, uint32_t four)
{
        for (int shift = 24; shift >= 0; shift -= 8) {
                char c = (char)(four >> shift & 0xff);

                if (c >= 0x20 && c <= 0x7e)
                        text_add(out, "%c", c);
        }
}

void show_device(struct device *device, struct facts *out)
{
        struct text manufacturer = { 0 };
        struct text vendor = { 0 };
        struct text family = { 0 };
        struct text banks = { 0 };
        uint32_t revision = device_property(device, PT_REVISION);
        uint16_t hashes[DEVICE_BANKS_MAX];
        size_t count;

        add_characters(&manufacturer, device_property(device, PT_MANUFACTURER));
        for (uint32_t i = 0; i < 4; i++)
                add_characters(&vendor, device_property(device, PT_VENDOR_STRING + i));
        add_characters(&family, device_property(device, PT_FAMILY));
        facts_add(out, "TPM", "manufacturer", "%s", manufacturer.data);
        facts_add(out, "TPM", "vendor", "%s", vendor.data);
        facts_add(out, "TPM", "firmware", "0x%08x 0x%08x",
                  device_property(device, PT_FIRMWARE_VERSION_1),
                  device_property(device, PT_FIRMWARE_VERSION_2));
        facts_add(out, "TPM", "specification", "%s, revision %u.%02u", family.data, revision / 100,
                  revision % 100);
        if (device_banks(device, hashes, &count))
                count = 0;
        for (size_t i = 0; i < count; i++)
                text_add(&banks, "%s%s", i ? " " : "", word_or_number(hash_words, hashes[i]));
        facts_add(out, "TPM", "PCR banks", "%s", count ? banks.data : "none");
        facts_add(out, "TPM", "persistent objects", "%u, room for %u",
                  device_property(device, PT_HR_PERSISTENT),
                  device_property(device, PT_HR_PERSISTENT_AVAIL));
        facts_add(out, "TPM", "largest NV index", "%u bytes",
                  device_property(device, PT_NV_INDEX_MAX));
}

static void add_verdict(struct facts *out, const char *subject, const struct profile *profile,
                        bool same, const struct difference *difference)
{
        if (same)
                facts_add(out, subject, "profile", "as %.*s says", (int)profile->name.size,
                          (const char *)profile->name.data);
        else
                facts_add(out, subject, "profile", "DIFFERS: found %s, expected %s",
                          difference->found.data, difference->expected.data);
}

static const struct profile_key *profile_key_at(const struct profile *profile, uint32_t handle)
{
        for (uint32_t i = 0; i < profile->key_count; i++)
                if (profile->keys[i].disposition == PROFILE_KEY_PERSISTENT &&
                    profile->keys[i].handle == handle)
                        return &profile->keys[i];
        return NULL;
}

static void compare_key_at(const struct inventory_key *key, const struct profile *profile,
                           const char *subject, struct facts *out)
{
        const struct profile_key *expected = profile_key_at(profile, key->handle);
        struct difference difference;

        if (!expected)
                facts_add(out, subject, "profile", "not in it");
        else
                add_verdict(out, subject, profile,
                            compare_key(expected, key->public.area, key->public.size, &difference),
                            &difference);
}

static void show_key(const struct inventory_key *key, const struct profile *profile,
                     struct facts *out)
{
        const char *use = registry_handle(key->handle);
        struct text text = { 0 };
        struct text attributes = { 0 };
        struct tpm_public public;
        char subject[FACT_SUBJECT_MAX];

        snprintf(subject, sizeof(subject), "key 0x%08x", key->handle);
        if (*use)
                facts_add(out, subject, "use", "%s", use);
        describe_public(&text, key->public.area, key->public.size);
        facts_add(out, subject, "public area", "%s", text.data);
        if (tpm_public_read(key->public.area, key->public.size, &public) == 0) {
                text_add_flags(&attributes, public.attributes, object_attribute_words);
                facts_add(out, subject, "attributes", "%s", attributes.data);
        }
        text = (struct text){ 0 };
        text_add_hex(&text, (struct profile_bytes){ key->public.name, key->public.name_size });
        facts_add(out, subject, "name", "%s", text.data);
        if (profile)
                compare_key_at(key, profile, subject, out);
}

void show_keys(const struct inventory *inventory, const struct profile *profile, struct facts *out)
{
        for (size_t i = 0; i < inventory->key_count; i++)
                show_key(&inventory->keys[i], profile, out);
}

/* The persistent key that the certificate is for, or NULL. */
static const struct inventory_key *key_of(const struct inventory *inventory, X509 *certificate)
{
        struct tpm_public public;

        for (size_t i = 0; i < inventory->key_count; i++) {
                const struct inventory_key *key = &inventory->keys[i];

                if (tpm_public_read(key->public.area, key->public.size, &public) == 0 &&
                    certificate_has_key(certificate, &public))
                        return key;
        }
        return NULL;
}

static void show_certificate(const struct inventory *inventory, X509 *certificate,
                             const char *subject, struct facts *out)
{
        const struct inventory_key *key = key_of(inventory, certificate);
        char text[CERTIFICATE_TEXT_MAX];

        certificate_subject(certificate, text);
        facts_add(out, subject, "certificate's subject", "%s", *text ? text : "empty");
        certificate_alternative(certificate, text);
        if (*text)
                facts_add(out, subject, "alternative name", "%s", text);
        certificate_issuer(certificate, text);
        facts_add(out, subject, "issuer", "%s", text);
        if (key)
                facts_add(out, subject, "certified key", "0x%08x", key->handle);
        else
                facts_add(out, subject, "certified key", "none that is persistent");
}

static void show_content(const struct inventory *inventory, const struct observed_nv *nv,
                         const char *subject, struct facts *out)
{
        struct tpm_public public;
        struct text text = { 0 };
        size_t used;
        X509 *certificate = certificate_parse(nv->content, nv->size, &used);

        if (certificate) {
                show_certificate(inventory, certificate, subject, out);
                X509_free(certificate);
        } else if (tpm_public_read(nv->content, nv->size, &public) == 0) {
                describe_public(&text, nv->content, nv->size);
                facts_add(out, subject, "template or public area", "%s", text.data);
        } else {
                struct profile_bytes bytes = { nv->content, nv->size };

                bytes.size = bytes.size < SHOWN_CONTENT ? bytes.size : SHOWN_CONTENT;
                text_add_hex(&text, bytes);
                facts_add(out, subject, "content", "%s%s", text.data,
                          nv->size > SHOWN_CONTENT ? "..." : "");
        }
}

static void show_state(const struct device_nv *nv, const char *subject, struct facts *out)
{
        facts_add(out, subject, "state", "%s%s%s",
                  nv->attributes & TPMA_NV_WRITTEN ? "written" : "not written",
                  nv->attributes & TPMA_NV_WRITELOCKED ? ", locked for writing" : "",
                  nv->attributes & TPMA_NV_READLOCKED ? ", locked for reading" : "");
}

static const struct profile_nv *profile_nv_at(const struct profile *profile, uint32_t index)
{
        for (uint32_t i = 0; i < profile->nv_count; i++)
                if (profile->nv[i].index == index)
                        return &profile->nv[i];
        return NULL;
}

static void compare_nv_at(const struct device_nv *nv, const struct profile *profile,
                          const char *subject, struct facts *out)
{
        const struct profile_nv *expected = profile_nv_at(profile, nv->index);
        struct difference difference;

        if (!expected)
                facts_add(out, subject, "profile", "not in it");
        else
                add_verdict(out, subject, profile,
                            compare_nv(expected, expected->size, nv, &difference), &difference);
}

static void show_index(const struct inventory *inventory, size_t number,
                       const struct profile *profile, struct facts *out)
{
        const struct observed_nv *nv = &inventory->nv[number];
        const char *use = registry_nv(inventory->indices[number]);
        struct text text = { 0 };
        char subject[FACT_SUBJECT_MAX];

        snprintf(subject, sizeof(subject), "NV 0x%08x", inventory->indices[number]);
        if (nv->code) {
                facts_add(out, subject, "public area", "%s", device_problem(nv->code));
                return;
        }
        if (*use)
                facts_add(out, subject, "use", "%s", use);
        text_add_flags(&text, nv->public.attributes, nv_attribute_words);
        facts_add(out, subject, "attributes", "%s", text.data);
        show_state(&nv->public, subject, out);
        facts_add(out, subject, "size", "%u bytes", nv->public.size);
        text = (struct text){ 0 };
        text_add_policy(&text, (struct profile_bytes){ nv->public.policy, nv->public.policy_size });
        facts_add(out, subject, "policy", "%s, by %s", text.data,
                  word_or_number(hash_words, nv->public.name_algorithm));
        if (nv->read_code)
                facts_add(out, subject, "content", "%s", device_problem(nv->read_code));
        else
                show_content(inventory, nv, subject, out);
        if (profile)
                compare_nv_at(&nv->public, profile, subject, out);
}

void show_nv(const struct inventory *inventory, const struct profile *profile, struct facts *out)
{
        for (size_t i = 0; i < inventory->nv_count; i++)
                show_index(inventory, i, profile, out);
}

static bool has_key(const struct inventory *inventory, uint32_t handle)
{
        for (size_t i = 0; i < inventory->key_count; i++)
                if (inventory->keys[i].handle == handle)
                        return true;
        return false;
}

static bool has_index(const struct inventory *inventory, uint32_t index)
{
        for (size_t i = 0; i < inventory->nv_count; i++)
                if (inventory->indices[i] == index)
                        return true;
        return false;
}

void show_missing(const struct inventory *inventory, const struct profile *profile,
                  struct facts *out)
{
        char subject[FACT_SUBJECT_MAX];

        for (uint32_t i = 0; i < profile->key_count; i++) {
                const struct profile_key *key = &profile->keys[i];

                snprintf(subject, sizeof(subject), "key 0x%08x", key->handle);
                if (key->disposition == PROFILE_KEY_PERSISTENT && !has_key(inventory, key->handle))
                        facts_add(out, subject, "profile", "MISSING");
        }
        for (uint32_t i = 0; i < profile->nv_count; i++) {
                const struct profile_nv *nv = &profile->nv[i];

                snprintf(subject, sizeof(subject), "NV 0x%08x", nv->index);
                if (!has_index(inventory, nv->index))
                        facts_add(out, subject, "profile", "%s",
                                  nv->required ? "MISSING" : "not there, and need not be");
        }
}
