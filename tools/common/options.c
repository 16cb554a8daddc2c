/* tools/common/options.c - see options.h: values, and what help says of them. */
#include "tools/common/options.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/number.h"

/* A text that grows within OPTION_TEXT_MAX bytes; what does not fit is cut off. */
struct growing {
        char *text;
        size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct growing *growing, const char *format,
                                                      ...)
{
        size_t room = OPTION_TEXT_MAX - growing->length;
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vsnprintf(growing->text + growing->length, room, format, arguments);
        va_end(arguments);
        if (length > 0)
                growing->length += (size_t)length < room ? (size_t)length : room - 1;
}

bool option_is_flag(const struct option *option)
{
        return option->kind == OPTION_KIND_FLAG || option->kind == OPTION_KIND_CLEAR;
}

static bool is_list(const struct option *option)
{
        return option->kind == OPTION_KIND_LIST || option->kind == OPTION_KIND_FILES;
}

bool option_may_be_repeated(const struct option *option)
{
        return (is_list(option) && !option->single) || option->kind == OPTION_KIND_WORD_SET;
}

static bool is_number(const struct option *option)
{
        return option->kind == OPTION_KIND_NUMBER || option->kind == OPTION_KIND_NUMBER64;
}

/* "tcg|kvm", or "tcg, kvm or xen" for @last being " or ". */
static void add_words(struct growing *growing, const struct words *words, const char *between,
                      const char *last)
{
        for (size_t i = 0; i < words->count; i++)
                add(growing, "%s%s",
                    i == 0                 ? ""
                    : i + 1 < words->count ? between
                                           : last,
                    words->list[i].text);
}

const char *option_value_name(const struct option *option)
{
        static char text[OPTION_TEXT_MAX];
        struct growing growing = { text, 0 };

        text[0] = '\0';
        if (option->value)
                return option->value;
        if (option->words)
                add_words(&growing, option->words, "|", "|");
        return text;
}

const struct option *option_find(const struct option *table, const char *name, size_t length)
{
        for (; table && table->name; table++)
                if (strncmp(table->name, name, length) == 0 && table->name[length] == '\0')
                        return table;
        return NULL;
}

static uint64_t number_at(const struct option *option, const void *place)
{
        return option->kind == OPTION_KIND_NUMBER64 ? *(const uint64_t *)place
                                                    : *(const unsigned int *)place;
}

/* What is there without the option, as text; NULL if nothing is, or nothing that could be given. */
static const char *default_text(const struct option *option, const void *defaults)
{
        static char text[24];
        const char *place = (const char *)defaults + option->at;

        switch (option->kind) {
        case OPTION_KIND_TEXT:
        case OPTION_KIND_FILE:
        case OPTION_KIND_DIRECTORY:
        case OPTION_KIND_WORD_TEXT:
                return *(const char *const *)place;
        case OPTION_KIND_WORD:
                return option->words ? word_text(*option->words, *(const unsigned int *)place)
                                     : NULL;
        case OPTION_KIND_NUMBER:
        case OPTION_KIND_NUMBER64:
                snprintf(text, sizeof(text), "%" PRIu64, number_at(option, place));
                return number_at(option, place) >= option->least &&
                                       number_at(option, place) <= option->most
                               ? text
                               : NULL;
        default:
                return NULL;
        }
}

/* "(1 to 16; default 2)", as far as there is something to say. */
static void add_limits(struct growing *growing, const struct option *option, const char *without)
{
        bool range = is_number(option) && option->most < UINT32_MAX;
        bool often = option_may_be_repeated(option);

        if (!range && !without && !often)
                return;
        add(growing, " (");
        if (range)
                add(growing, "%" PRIu64 " to %" PRIu64, option->least, option->most);
        if (without)
                add(growing, "%sdefault %s", range ? "; " : "", without);
        if (often)
                add(growing, "may be given often");
        add(growing, ")");
}

const char *option_text(const struct option *option, const void *defaults,
                        char out[OPTION_TEXT_MAX])
{
        struct growing growing = { out, 0 };

        add(&growing, "%s", option->help);
        if (option->words && option->value) {
                add(&growing, ": ");
                add_words(&growing, option->words, ", ", " or ");
        }
        add_limits(&growing, option, default_text(option, defaults));
        return out;
}

static const char *store_number(const struct option *option, const char *text, void *place)
{
        static char wanted[64];
        uint64_t number;

        if (!number_read(text, option->most, &number) || number < option->least) {
                snprintf(wanted, sizeof(wanted), "a number from %" PRIu64 " to %" PRIu64,
                         option->least, option->most);
                return wanted;
        }
        if (option->kind == OPTION_KIND_NUMBER64)
                *(uint64_t *)place = number;
        else
                *(unsigned int *)place = (unsigned int)number;
        return NULL;
}

static const char *store_word(const struct option *option, const char *text, void *place)
{
        static char wanted[OPTION_TEXT_MAX];
        struct growing growing = { wanted, 0 };
        uint32_t value;

        if (!word_find(*option->words, text, &value)) {
                add_words(&growing, option->words, ", ", " or ");
                return wanted;
        }
        if (option->kind == OPTION_KIND_WORD_TEXT)
                *(const char **)place = text;
        else if (option->kind == OPTION_KIND_WORD_SET)
                *(unsigned int *)place |= 1u << value;
        else
                *(unsigned int *)place = value;
        return NULL;
}

static const char *store_in_list(const struct option *option, const char *text,
                                 struct option_list *list)
{
        static char wanted[64];
        uint64_t most = option->most ? option->most : OPTION_LIST_MAX;

        if (list->count >= most) {
                snprintf(wanted, sizeof(wanted), "at most %" PRIu64 " of them", most);
                return wanted;
        }
        list->items[list->count].tag = option->tag;
        list->items[list->count].text = text;
        list->count++;
        return NULL;
}

const char *option_store(const struct option *option, const char *text, void *options)
{
        void *place = (char *)options + option->at;

        switch (option->kind) {
        case OPTION_KIND_FLAG:
                *(bool *)place = true;
                return NULL;
        case OPTION_KIND_CLEAR:
                *(const char **)place = NULL;
                return NULL;
        case OPTION_KIND_LIST:
        case OPTION_KIND_FILES:
                return store_in_list(option, text, place);
        case OPTION_KIND_NUMBER:
        case OPTION_KIND_NUMBER64:
                return store_number(option, text, place);
        case OPTION_KIND_WORD:
        case OPTION_KIND_WORD_TEXT:
        case OPTION_KIND_WORD_SET:
                return store_word(option, text, place);
        case OPTION_KIND_READ:
                return option->read(text, place);
        default:
                *(const char **)place = text;
                return NULL;
        }
}
