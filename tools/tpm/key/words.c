/* tools/tpm/key/words.c - see words.h. */
#include "tools/tpm/key/words.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_fd(const char *text, int *out)
{
        char *end;
        long value = strtol(text, &end, 10);

        if (!isdigit((unsigned char)*text) || *end || value > INT_MAX)
                return -1;
        *out = (int)value;
        return 0;
}

static int read_mode(const char *text, struct key_words *out)
{
        if (strcmp(text, "aes-256-cbc") == 0)
                out->size = 32;
        else if (strcmp(text, "aes-128-cbc") == 0 || strcmp(text, "aes-cbc") == 0)
                out->size = 16;
        else
                return -1;
        return 0;
}

/* One of two words. */
static int choose(const char *text, const char *no, const char *yes, bool *out)
{
        *out = strcmp(text, yes) == 0;
        return *out || strcmp(text, no) == 0 ? 0 : -1;
}

/* What says where the key is: once. */
static int read_place(const char *name, const char *value, struct key_words *out, bool *known)
{
        bool file = strcmp(name, "file") == 0;
        bool password_file = strcmp(name, "pwdfile") == 0;
        bool fd = strcmp(name, "fd") == 0;
        bool password_fd = strcmp(name, "pwdfd") == 0;

        *known = file || password_file || fd || password_fd;
        if (!*known)
                return 0;
        if (out->file || out->password_file || out->fd >= 0)
                return -1;
        out->is_password = password_file || password_fd;
        if (file)
                out->file = value;
        if (password_file)
                out->password_file = value;
        return file || password_file ? 0 : read_fd(value, &out->fd);
}

static int read_value(const char *name, const char *value, struct key_words *out, bool *known)
{
        int result = read_place(name, value, out, known);

        if (*known)
                return result;
        *known = true;
        if (strcmp(name, "mode") == 0)
                return read_mode(value, out);
        if (strcmp(name, "format") == 0)
                return choose(value, "hex", "binary", &out->binary);
        if (strcmp(name, "kdf") == 0)
                return choose(value, "pbkdf2", "sha512", &out->sha512);
        if (strcmp(name, "remove") == 0)
                return choose(value, "false", "true", &out->remove);
        *known = false;
        return -1;
}

static int read_word(char *word, struct key_words *out, char problem[KEY_WORDS_PROBLEM])
{
        char *separator = strchr(word, '=');
        const char *value = separator ? separator + 1 : NULL;
        bool known;

        if (separator)
                *separator = '\0';
        else if (strcmp(word, "remove") == 0)
                value = "true";
        if (read_value(word, value ? value : "", out, &known) == 0 && value && *value)
                return 0;
        if (!known)
                snprintf(
                        problem, KEY_WORDS_PROBLEM,
                        "%.40s is not known; expected: file, fd, pwdfile, pwdfd, mode, format, kdf, "
                        "remove",
                        *word ? word : "an empty word");
        else
                snprintf(
                        problem, KEY_WORDS_PROBLEM,
                        "%s=%.80s: not a value that it can have, or the second of file, fd, pwdfile "
                        "and pwdfd",
                        word, value ? value : "");
        return -1;
}

int key_words_read(const char *words, struct key_words *out, char problem[KEY_WORDS_PROBLEM])
{
        char *next = out->text;

        *out = (struct key_words){ .fd = -1, .size = 16 };
        if (strlen(words) >= sizeof(out->text)) {
                snprintf(problem, KEY_WORDS_PROBLEM, "it is too long");
                return -1;
        }
        memcpy(out->text, words, strlen(words) + 1);
        while (next)
                if (read_word(strsep(&next, ","), out, problem))
                        return -1;
        if (out->file || out->password_file || out->fd >= 0)
                return 0;
        snprintf(problem, KEY_WORDS_PROBLEM, "one of file=, fd=, pwdfile= and pwdfd= is needed");
        return -1;
}
