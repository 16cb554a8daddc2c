/* fuzz/lib/personality.c - a host's personality, given anything: numbers that are accepted are in their ranges, words are words. */
#include <stdlib.h>
#include <string.h>

#include "lib/personality/keys.h"
#include "lib/personality/personality.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_key(const struct personality *personality, const struct personality_key *key)
{
        uint64_t value;

        memcpy(&value, (const uint8_t *)personality + key->offset, sizeof(value));
        if (key->kind == PERSONALITY_NUMBER && (value < key->least || value > key->most))
                abort();
        if (key->kind != PERSONALITY_WORD)
                return;
        for (const struct personality_word *word = key->words; word->text; word++)
                if (word->value == value)
                        return;
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct personality_error error = { 0 };
        struct personality personality;

        if (!personality_read(&personality, (const char *)data, size, &error)) {
                if (error.text[0] == '\0' || !memchr(error.text, '\0', sizeof(error.text)))
                        abort();
                return 0;
        }
        if (!memchr(personality.name, '\0', sizeof(personality.name)))
                abort();
        for (size_t i = 0; i < personality_key_count; i++)
                check_key(&personality, &personality_keys[i]);
        return 0;
}
