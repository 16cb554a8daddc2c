/* tools/common/words.c - see words.h. */
#include "tools/common/words.h"

#include <string.h>

bool word_find(struct words words, const char *text, uint32_t *value)
{
        for (size_t i = 0; i < words.count; i++) {
                if (strcmp(words.list[i].text, text) == 0) {
                        *value = words.list[i].value;
                        return true;
                }
        }
        return false;
}

const char *word_text(struct words words, uint32_t value)
{
        for (size_t i = 0; i < words.count; i++)
                if (words.list[i].value == value)
                        return words.list[i].text;
        return NULL;
}
