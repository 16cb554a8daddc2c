/* lib/personality/read.c - see personality.h. */
#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "lib/base/number.h"
#include "lib/personality/keys.h"
#include "lib/personality/personality.h"
#include "lib/personality/rows.h"

#define WORD_SIZE  PERSONALITY_NAME_SIZE
#define WORDS_MOST 14
#define KEYS_MOST  64

/* A line, cut at its blanks; the first word is the key with its colon. */
struct line {
        char words[WORDS_MOST][WORD_SIZE];
        unsigned int count;
};

struct reading {
        struct personality *out;
        struct personality_error *error;
        unsigned int line;
        bool seen[KEYS_MOST];
};

static bool wrong(struct reading *reading, const char *what, const char *which)
{
        reading->error->line = reading->line;
        (void)format_text(reading->error->text, sizeof(reading->error->text), "%s%s", what, which);
        return false;
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\r';
}

/* Length of the word at @at; 0 at the end of the line or at a comment. */
static size_t word_length(const char *at, const char *end)
{
        size_t length = 0;

        if (at < end && *at == '#')
                return 0;
        while (at + length < end && !is_blank(at[length]))
                length++;
        return length;
}

/* Words are shown in messages, so they are printable. */
static bool is_word(const char *word, size_t length)
{
        if (length >= WORD_SIZE)
                return false;
        for (size_t i = 0; i < length; i++)
                if (word[i] <= ' ' || word[i] > '~')
                        return false;
        return true;
}

static bool split(struct reading *reading, const char *at, const char *end, struct line *line)
{
        memset(line, 0, sizeof(*line));
        for (;;) {
                size_t length;

                while (at < end && is_blank(*at))
                        at++;
                length = word_length(at, end);
                if (length == 0)
                        return true;
                if (line->count == WORDS_MOST)
                        return wrong(reading, "too many words", "");
                if (!is_word(at, length))
                        return wrong(reading, "a word is too long, or no text", "");
                memcpy(line->words[line->count++], at, length);
                at += length;
        }
}

static bool find_word(const struct personality_word *words, const char *text, uint64_t *value)
{
        for (; words->text; words++)
                if (strcmp(words->text, text) == 0) {
                        *value = words->value;
                        return true;
                }
        return false;
}

static bool take_number(struct reading *reading, const struct personality_key *key,
                        const struct line *line, uint64_t *out)
{
        if (line->count != 2 || !number_from_text(line->words[1], out) || *out < key->least ||
            *out > key->most)
                return wrong(reading, "wants one number in its range: ", key->name);
        return true;
}

static bool take_flags(struct reading *reading, const struct personality_key *key,
                       const struct line *line, uint64_t *out)
{
        uint64_t value;

        *out = 0;
        for (unsigned int i = 1; i < line->count; i++) {
                if (!find_word(key->words, line->words[i], &value))
                        return wrong(reading, "there is no such word: ", line->words[i]);
                *out |= value;
        }
        return true;
}

static bool take_word(struct reading *reading, const struct personality_key *key,
                      const struct line *line, uint64_t *out)
{
        if (line->count != 2 || !find_word(key->words, line->words[1], out))
                return wrong(reading, "wants one of its words: ", key->name);
        return true;
}

static bool take_answer(struct reading *reading, const struct personality_key *key,
                        const struct line *line, struct personality_answer *out)
{
        if (line->count != 3 || !number_from_text(line->words[1], &out->info1) ||
            !number_from_text(line->words[2], &out->info2))
                return wrong(reading, "wants two numbers: ", key->name);
        return true;
}

typedef const char *row_reader(struct personality *out, const char *const words[],
                               unsigned int count);

static bool take_row(struct reading *reading, const struct line *line, row_reader *read)
{
        const char *words[WORDS_MOST];
        const char *mistake;

        for (unsigned int i = 1; i < line->count; i++)
                words[i - 1] = line->words[i];
        mistake = read(reading->out, words, line->count - 1);
        return mistake ? wrong(reading, mistake, "") : true;
}

static bool take(struct reading *reading, const struct personality_key *key,
                 const struct line *line)
{
        void *place = (uint8_t *)reading->out + key->offset;

        switch (key->kind) {
        case PERSONALITY_NUMBER:
                return take_number(reading, key, line, place);
        case PERSONALITY_WORD:
                return take_word(reading, key, line, place);
        case PERSONALITY_FLAGS:
                return take_flags(reading, key, line, place);
        case PERSONALITY_ANSWER:
                return take_answer(reading, key, line, place);
        case PERSONALITY_CPUID:
                return take_row(reading, line, personality_take_cpuid);
        case PERSONALITY_MSR:
                return take_row(reading, line, personality_take_msr);
        case PERSONALITY_NAME:
        default:
                if (line->count != 2)
                        return wrong(reading, "wants one word: ", key->name);
                memcpy(place, line->words[1], WORD_SIZE);
                return true;
        }
}

static bool read_line(struct reading *reading, const char *at, const char *end)
{
        struct line line;
        size_t length;

        if (!split(reading, at, end, &line))
                return false;
        if (line.count == 0)
                return true;
        length = strlen(line.words[0]);
        if (line.words[0][length - 1] != ':')
                return wrong(reading, "a line begins with its key and a colon, not with ",
                             line.words[0]);
        line.words[0][length - 1] = '\0';
        for (size_t i = 0; i < personality_key_count; i++)
                if (strcmp(personality_keys[i].name, line.words[0]) == 0) {
                        reading->seen[i] = true;
                        return take(reading, &personality_keys[i], &line);
                }
        return wrong(reading, "there is no such key: ", line.words[0]);
}

static bool is_complete(struct reading *reading)
{
        reading->line = 0;
        for (size_t i = 0; i < personality_key_count; i++)
                if (!reading->seen[i])
                        return wrong(reading, "this key is missing: ", personality_keys[i].name);
        return true;
}

bool personality_read(struct personality *out, const char *text, size_t size,
                      struct personality_error *error)
{
        struct reading reading = { .out = out, .error = error };
        size_t end;

        memset(out, 0, sizeof(*out));
        for (size_t at = 0; at < size; at = end + 1) {
                reading.line++;
                for (end = at; end < size && text[end] != '\n'; end++)
                        ;
                if (!read_line(&reading, text + at, text + end))
                        return false;
        }
        return is_complete(&reading);
}
