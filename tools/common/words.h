/* tools/common/words.h - words that stand for numbers, in what people write and in what they are shown. */
#ifndef TOOLS_COMMON_WORDS_H
#define TOOLS_COMMON_WORDS_H

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

#endif
