/* tools/tpm/swtpm/words.c - see words.h. */
#include "tools/tpm/swtpm/words.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 65535
#define MODE_MAX   07777

int swtpm_error(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        fputs("cashew-swtpm: ", stderr);
        vfprintf(stderr, format, arguments);
        fputc('\n', stderr);
        va_end(arguments);
        return 1;
}

static int read_number(const char *text, int base, long most, int *out)
{
        char *end;
        long value;

        if (!isdigit((unsigned char)*text))
                return -1;
        errno = 0;
        value = strtol(text, &end, base);
        if (errno || *end || value > most)
                return -1;
        *out = (int)value;
        return 0;
}

static int read_user(const char *text, int *out)
{
        const struct passwd *user = getpwnam(text);

        if (user)
                *out = (int)user->pw_uid;
        return user ? 0 : read_number(text, 10, INT_MAX, out);
}

static int read_group(const char *text, int *out)
{
        const struct group *group = getgrnam(text);

        if (group)
                *out = (int)group->gr_gid;
        return group ? 0 : read_number(text, 10, INT_MAX, out);
}

static int read_flag(const char *text, bool *out)
{
        *out = !text || strcmp(text, "true") == 0;
        return *out || strcmp(text, "false") == 0 ? 0 : -1;
}

static int read_value(const struct word *word, const char *text, void *at)
{
        if (word->kind == WORD_FLAG)
                return read_flag(text, at);
        if (!text || !*text)
                return -1;
        switch (word->kind) {
        case WORD_TEXT:
                *(const char **)at = text;
                return 0;
        case WORD_NUMBER:
                return read_number(text, 10, NUMBER_MAX, at);
        case WORD_OCTAL:
                return read_number(text, 8, MODE_MAX, at);
        case WORD_USER:
                return read_user(text, at);
        default:
                return read_group(text, at);
        }
}

static int unknown(const char *option, const char *name, const struct word *words)
{
        char known[512] = "";

        for (; words->name; words++) {
                strncat(known, words->name, sizeof(known) - strlen(known) - 1);
                if (words[1].name)
                        strncat(known, ", ", sizeof(known) - strlen(known) - 1);
        }
        return -swtpm_error("%s: %s is not known; expected: %s", option,
                            *name ? name : "an empty word", known);
}

static int read_one(const char *option, char *text, const struct word *words, void *out)
{
        const struct word *word = words;
        char *value = strchr(text, '=');

        if (value)
                *value++ = '\0';
        while (word->name && strcmp(word->name, text) != 0)
                word++;
        if (!word->name)
                return unknown(option, text, words);
        if (read_value(word, value, (char *)out + word->at) == 0)
                return 0;
        return -swtpm_error("%s: %s=%s: %s", option, text, value ? value : "",
                            value && *value ? "not a value that it can have" : "it needs a value");
}

int words_read(const char *option, char *text, const struct word *words, void *out)
{
        char *next = text;

        while (next) {
                char *word = strsep(&next, ",");

                if (read_one(option, word, words, out))
                        return -1;
        }
        return 0;
}
