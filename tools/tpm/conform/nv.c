/*
 * tools/tpm/conform/nv.c - the NV indices of a profile: what each is, and what it holds, as far as
 * that can be known from outside.
 */
#include "tools/tpm/device/compare.h"
#include "tools/tpm/conform/checks.h"

#include "lib/profile/tpm_values.h"

#include <string.h>

struct expected_content {
        bool known;  /* the bytes are */
        size_t size; /* 0: not known either */
        uint8_t data[PROFILE_LITERAL_MAX];
};

static void expect_bytes(struct expected_content *out, const uint8_t *data, size_t size)
{
        if (size == 0 || size > sizeof(out->data))
                return;
        memcpy(out->data, data, size);
        out->size = size;
        out->known = true;
}

static void expect_public_2b(struct expected_content *out, const struct device_public *public)
{
        struct bytes_writer writer = bytes_writer(out->data, sizeof(out->data));

        bytes_write_be16(&writer, (uint16_t) public->size);
        bytes_write(&writer, public->area, public->size);
        out->size = writer.size;
        out->known = public->size && !writer.failed;
}

static bool is_random_template(const struct profile *profile, const struct profile_nv *nv)
{
        return nv->content == PROFILE_CONTENT_TEMPLATE &&
               profile->keys[nv->subject].unique_rule == PROFILE_UNIQUE_RANDOM_ONCE;
}

/* Bytes of a template, whatever was drawn. */
static size_t template_size(const struct profile_key *key)
{
        uint8_t template[TEMPLATE_MAX];

        return profile_template(key, key->x.data, key->y.data, template, sizeof(template));
}

/* What has to be in the index, if the profile and the TPM's keys settle it. */
static void expect(const struct observed *observed, const struct profile_nv *nv,
                   struct expected_content *out)
{
        const struct observed_key *key =
                nv->subject < PROFILE_KEYS_MAX ? &observed->keys[nv->subject] : NULL;

        *out = (struct expected_content){ 0 };
        if (is_random_template(observed->profile, nv))
                out->size = template_size(&observed->profile->keys[nv->subject]);
        else if (nv->content == PROFILE_CONTENT_LITERAL)
                expect_bytes(out, nv->literal.data, nv->literal.size);
        else if (nv->content == PROFILE_CONTENT_TEMPLATE && key)
                expect_bytes(out, key->template, key->template_size);
        else if (nv->content == PROFILE_CONTENT_PUBLIC && key)
                expect_bytes(out, key->public.area, key->public.size);
        else if (nv->content == PROFILE_CONTENT_PUBLIC_2B && key)
                expect_public_2b(out, &key->public);
}

static void check_public(struct report *report, const struct profile_nv *nv, size_t content_size,
                         const struct observed_nv *found, const char *what)
{
        struct difference difference;
        struct text text = { 0 };

        if (compare_nv(nv, nv->size ? nv->size : content_size, &found->public, &difference)) {
                text_add(&text, "attributes 0x%08x, %u bytes", found->public.attributes,
                         found->public.size);
                report_line(report, what, text.data, NULL);
        } else {
                report_line(report, what, difference.found.data, difference.expected.data);
        }
}

/*
 * A template whose unique field was drawn is compared with the profile as far as the profile goes,
 * and it must have been drawn: zeros are everybody's.
 */
static void check_random_template(struct report *report, const struct profile_key *key,
                                  const struct observed_nv *found, const char *what)
{
        size_t size = key->head.size;
        uint8_t any = 0;

        if (found->size < size || memcmp(found->content, key->head.data, size) != 0) {
                struct difference difference;
                struct profile_bytes head = { found->content,
                                              found->size < size ? found->size : size };

                if (!compare_content(key->head, head, &difference))
                        report_line(report, what, difference.found.data, difference.expected.data);
                return;
        }
        for (size_t i = size + 2; i < size + 2 + key->x.size && i < found->size; i++)
                any |= found->content[i];
        if (any)
                report_line(report, what, "the template, its unique field random", NULL);
        else
                report_line(report, what, "the template, its unique field zero", "random bytes");
}

static void check_bytes(struct report *report, const struct expected_content *expected,
                        const struct observed_nv *found, const char *what)
{
        struct difference difference;
        struct text text = { 0 };

        if (compare_content((struct profile_bytes){ expected->data, expected->size },
                            (struct profile_bytes){ found->content, found->size }, &difference)) {
                text_add(&text, "%zu bytes", expected->size);
                report_line(report, what, text.data, NULL);
        } else {
                report_line(report, what, difference.found.data, difference.expected.data);
        }
}

/* True if one who has no secret may read it. */
static bool readable(const struct profile_nv *nv)
{
        return nv->attributes & TPMA_NV_OWNERREAD ||
               (nv->attributes & TPMA_NV_AUTHREAD && nv->auth == PROFILE_AUTH_EMPTY);
}

/* Certificates have lines of their own. */
static void check_content(struct report *report, const struct observed *observed,
                          const struct profile_nv *nv, const struct expected_content *expected,
                          const struct observed_nv *found)
{
        char what[96];

        if (nv->content == PROFILE_CONTENT_NONE || !readable(nv))
                return;
        snprintf(what, sizeof(what), "content of NV 0x%08x", nv->index);
        if (found->read_code)
                report_line(report, what, device_problem(found->read_code), "content");
        else if (is_random_template(observed->profile, nv))
                check_random_template(report, &observed->profile->keys[nv->subject], found, what);
        else if (expected->known)
                check_bytes(report, expected, found, what);
}

static void check(struct report *report, const struct observed *observed, uint32_t number)
{
        const struct profile_nv *nv = &observed->profile->nv[number];
        const struct observed_nv *found = &observed->nv[number];
        struct expected_content expected;
        char what[96];

        snprintf(what, sizeof(what), "NV 0x%08x %.*s", nv->index, (int)nv->name.size,
                 (const char *)nv->name.data);
        if (observed_nothing(found->code) && !nv->required) {
                report_line(report, what, "not there, and need not be", NULL);
        } else if (found->code) {
                report_line(report, what, device_problem(found->code), "an NV index");
        } else {
                expect(observed, nv, &expected);
                check_public(report, nv, expected.size, found, what);
                check_content(report, observed, nv, &expected, found);
        }
}

void conform_nv(struct report *report, const struct observed *observed)
{
        for (uint32_t i = 0; i < observed->profile->nv_count; i++)
                check(report, observed, i);
}
