/* tools/common/words.h - words that stand for numbers, in what people write and in what they are shown. */
#ifndef TOOLS_COMMON_WORDS_H
#define TOOLS_COMMON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text and the number that it stands for. */
struct word {
        const char *text;
        uint32_t value;
};

struct words {
        const struct word *list;
        size_t count;
};

#define WORDS(array) ((struct words){ (array), sizeof(array) / sizeof((array)[0]) })

/* The number that @text stands for; false if it is none of the words. */
__attribute__((warn_unused_result)) bool word_find(struct words words, const char *text,
                                                   uint32_t *value);

/* The first word that stands for @value, or NULL. */
const char *word_text(struct words words, uint32_t value);

#endif
