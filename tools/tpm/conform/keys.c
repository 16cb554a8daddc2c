/*
 * tools/tpm/conform/keys.c - the keys that a profile makes: a key conforms if it can have been made
 * from the profile's template.
 */
#include "tools/tpm/device/compare.h"
#include "tools/tpm/conform/checks.h"

static void name_check(char what[96], const struct profile_key *key)
{
        int length = (int)key->name.size;
        const char *name = (const char *)key->name.data;

        if (key->disposition == PROFILE_KEY_PERSISTENT)
                snprintf(what, 96, "key %.*s at 0x%08x", length, name, key->handle);
        else
                snprintf(what, 96, "key %.*s from its template", length, name);
}

/* Why there is no key to compare. */
static const char *missing(const struct profile_key *key, const struct observed_key *observed)
{
        if (key->disposition != PROFILE_KEY_PERSISTENT && observed->template_size == 0)
                return "no template: its unique field is random and no NV index has it";
        return device_problem(observed->code);
}

static void check(struct report *report, const struct profile_key *key,
                  const struct observed_key *observed)
{
        struct difference difference;
        struct text found = { 0 };
        char what[96];

        name_check(what, key);
        if (observed->public.size == 0) {
                report_line(report, what, missing(key, observed), "a key");
        } else if (compare_key(key, observed->public.area, observed->public.size, &difference)) {
                describe_public(&found, observed->public.area, observed->public.size);
                report_line(report, what, found.data, NULL);
        } else {
                report_line(report, what, difference.found.data, difference.expected.data);
        }
}

void conform_keys(struct report *report, const struct observed *observed)
{
        for (uint32_t i = 0; i < observed->profile->key_count; i++)
                check(report, &observed->profile->keys[i], &observed->keys[i]);
}
