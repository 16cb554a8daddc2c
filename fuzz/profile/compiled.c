/*
 * fuzz/profile/compiled.c - any bytes as a compiled profile: what is accepted is the same after being written
 * again (but for records that may be skipped), and each of its templates can be made.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/profile/compiled.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const uint8_t *data, size_t size, const struct profile *profile)
{
        static uint8_t again[PROFILE_SIZE_MAX];
        size_t written = profile_write(profile, again, sizeof(again));

        if (written == 0 || written > size)
                abort();
        if (written == size && memcmp(again, data, size) != 0)
                abort();
}

static void check_template(const struct profile_key *key)
{
        uint8_t template[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX];
        size_t size = profile_template(key, key->x.data, key->y.data, template, sizeof(template));

        if (size <= key->head.size || profile_key_matches(key, template, size - 1))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct profile profile;
        size_t offset;

        if (profile_read(data, size, &profile, &offset)) {
                if (offset > size)
                        abort();
                return 0;
        }
        check_again(data, size, &profile);
        for (uint32_t i = 0; i < profile.key_count; i++)
                check_template(&profile.keys[i]);
        return 0;
}
