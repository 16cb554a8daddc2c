/* tools/run/personality.c - see personality.h. docs/personalities.md has the keys. */
#include "tools/run/personality.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "lib/personality/personality.h"
#include "tools/common/command.h"
#include "tools/common/shared.h"

#define DEFAULT_NAME "kvm-planes" /* what softsnp has built in */

/* A path that is too long is cut: who opens it says that there is no such file. */
static void find(const struct run_options *options, char path[SHARED_PATH_MAX])
{
        const char *what = options->personality ? options->personality : DEFAULT_NAME;
        char directory[SHARED_PATH_MAX];

        if (strpbrk(what, "/."))
                snprintf(path, SHARED_PATH_MAX, "%s", what);
        else if (snprintf(path, SHARED_PATH_MAX, "%s/%s",
                          shared_directory("personalities", directory), what) >= SHARED_PATH_MAX)
                path[0] = '\0';
}

static unsigned int count_lines(const struct file *text)
{
        unsigned int lines = 0;

        for (size_t i = 0; i < text->size; i++)
                lines += text->data[i] == '\n';
        return lines;
}

/* One line more; the last one of a file may have no end. */
static int add_line(struct file *text, const char *line)
{
        size_t length = strlen(line);
        uint8_t *larger = realloc(text->data, text->size + length + 3);

        if (!larger)
                return -1;
        text->data = larger;
        if (text->size && larger[text->size - 1] != '\n')
                larger[text->size++] = '\n';
        memcpy(larger + text->size, line, length);
        text->size += length;
        larger[text->size++] = '\n';
        larger[text->size] = 0;
        return 0;
}

static int add_lines(struct file *text, const struct option_list *lines)
{
        for (size_t i = 0; i < lines->count; i++) {
                if (strchr(lines->items[i].text, '\n'))
                        return command_wrong("run", "--host '%s': is more than a line",
                                             lines->items[i].text);
                if (add_line(text, lines->items[i].text) != 0)
                        return command_error("run", "out of memory");
        }
        return 0;
}

/* --as is one of the key's own words. */
static int add_level(struct file *text, const char *level)
{
        char line[64];

        snprintf(line, sizeof(line), "igvm-level: %s", level);
        return add_line(text, line);
}

/* Lines behind the file's are those of --host, in their order. */
static int explain(const struct run_options *options, const char *path, unsigned int lines,
                   const struct personality_error *error)
{
        if (error->line > lines)
                return command_wrong("run", "--host '%s': %s",
                                     options->host.items[error->line - lines - 1].text,
                                     error->text);
        if (error->line == 0)
                return command_error("run", "%s: %s", path, error->text);
        return command_error("run", "%s:%u: %s", path, error->line, error->text);
}

static int check(const struct run_options *options, const char *path, struct file *text)
{
        struct personality_error error;
        struct personality ignored;
        unsigned int lines;

        if (text->size && text->data[text->size - 1] != '\n' && add_line(text, "") != 0)
                return command_error("run", "out of memory");
        lines = count_lines(text);
        if (add_lines(text, &options->host) != 0)
                return -1;
        if (options->as && add_level(text, options->as) != 0)
                return command_error("run", "out of memory");
        if (!personality_read(&ignored, (const char *)text->data, text->size, &error))
                return explain(options, path, lines, &error);
        return 0;
}

int run_personality_read(const struct run_options *options, struct file *out)
{
        char path[SHARED_PATH_MAX];
        int error;

        *out = (struct file){ 0 };
        if (!options->personality && options->host.count == 0 && !options->as)
                return 0;
        find(options, path);
        error = file_read(path, out);
        if (error != 0) {
                (void)command_error("run", "personality %s: %s", path, strerror(-error));
                return -1;
        }
        if (check(options, path, out) == 0)
                return 0;
        file_free(out);
        return -1;
}

static int is_file(const struct dirent *entry)
{
        return entry->d_name[0] != '.';
}

/* In the order of the alphabet. Each name is lent for the one call. */
int run_personality_names(void (*take)(const char *name))
{
        char path[SHARED_PATH_MAX];
        struct dirent **entries;
        int count = scandir(shared_directory("personalities", path), &entries, is_file, alphasort);

        if (count < 0)
                return -1;
        for (int i = 0; i < count; i++) {
                take(entries[i]->d_name);
                free(entries[i]);
        }
        free(entries);
        return 0;
}
