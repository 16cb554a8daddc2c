/* tools/attest/events/ima_paths.c - see ima_paths.h. */
#include "tools/attest/events/ima_paths.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 8192

/* "sha256:HEX" or "HEX". */
static const char *read_digest(const char *text, struct ima_path *out)
{
        static const char verity[] = "verity:";
        static const char expected[] =
                "expected a digest (HEX or sha256:HEX) or \"any\" as the first word";
        const char *colon;

        out->verity = strncmp(text, verity, sizeof(verity) - 1) == 0;
        if (out->verity)
                text += sizeof(verity) - 1;
        colon = strchr(text, ':');
        if (colon) {
                if (colon == text || (size_t)(colon - text) >= sizeof(out->algorithm))
                        return expected;
                memcpy(out->algorithm, text, (size_t)(colon - text));
                text = colon + 1;
        }
        if (OPENSSL_hexstr2buf_ex(out->digest, sizeof(out->digest), &out->size, text, '\0') != 1 ||
            out->size < 16)
                return expected;
        return NULL;
}

/* IMA writes '_' for a space (ima_write_template_field_data()). */
static char *copy_path(const char *text)
{
        char *path = strdup(text);

        for (char *c = path; c && *c; c++)
                *c = *c == ' ' ? '_' : *c;
        return path;
}

static const char *add(struct ima_paths *paths, const struct ima_path *path)
{
        if (paths->count == paths->capacity) {
                size_t capacity = paths->capacity ? 2 * paths->capacity : 64;
                struct ima_path *grown = realloc(paths->list, capacity * sizeof(*grown));

                if (!grown)
                        return "expected less: there is no memory for it";
                paths->list = grown;
                paths->capacity = capacity;
        }
        paths->list[paths->count++] = *path;
        return NULL;
}

/* Digest, white space, path. sha256sum writes "*" before the path of a file that it has read as binary. */
static const char *add_line(char *line, struct ima_paths *out)
{
        struct ima_path path = { 0 };
        const char *problem = NULL;
        size_t length;
        char *rest;

        line[strcspn(line, "\r")] = '\0';
        line += strspn(line, " \t");
        if (!*line || *line == '#')
                return NULL;
        if (*line == '\\')
                return "expected a path without backslashes and newlines, which IMA does not escape";
        rest = line + strcspn(line, " \t");
        if (*rest)
                *rest++ = '\0';
        rest += strspn(rest, " \t");
        path.any = strcmp(line, "any") == 0;
        if (!path.any)
                problem = read_digest(line, &path);
        if (!path.any && *rest == '*')
                rest++;
        if (problem)
                return problem;
        length = strlen(rest);
        if (length == 0)
                return "expected two words: digest, path";
        path.prefix = path.any && rest[length - 1] == '*';
        if (path.prefix)
                rest[length - 1] = '\0';
        out->prefixes += path.prefix;
        path.path = copy_path(rest);
        problem = path.path ? add(out, &path) : "expected less: there is no memory for it";
        if (problem)
                free(path.path);
        return problem;
}

static int by_path(const void *left, const void *right)
{
        const struct ima_path *a = left;
        const struct ima_path *b = right;

        if (a->prefix != b->prefix)
                return a->prefix ? -1 : 1; /* in front, to be looked through */
        return strcmp(a->path, b->path);
}

const char *ima_paths_read(const uint8_t *data, size_t size, struct ima_paths *out, size_t *line)
{
        size_t at = 0;

        *out = (struct ima_paths){ 0 };
        for (*line = 1; at < size; (*line)++) {
                const uint8_t *end = memchr(data + at, '\n', size - at);
                size_t length = end ? (size_t)(end - (data + at)) : size - at;
                char text[LINE_MAX_BYTES];
                const char *problem;

                if (length >= sizeof(text) || memchr(data + at, '\0', length))
                        return "expected a line of text";
                memcpy(text, data + at, length);
                text[length] = '\0';
                at += length + 1;
                problem = add_line(text, out);
                if (problem)
                        return problem;
        }
        if (out->count == 0)
                return "expected lines: digest, path";
        qsort(out->list, out->count, sizeof(*out->list), by_path);
        return NULL;
}

void ima_paths_free(struct ima_paths *paths)
{
        for (size_t i = 0; i < paths->count; i++)
                free(paths->list[i].path);
        free(paths->list);
        *paths = (struct ima_paths){ 0 };
}

static bool is_text(const struct ima_bytes *bytes, const char *text)
{
        return bytes->size == strlen(text) &&
               (bytes->size == 0 || memcmp(bytes->data, text, bytes->size) == 0);
}

/* A digest of fs-verity is not the file's, though of the same hash: one is never taken for the other. */
static bool is_digest(const struct ima_path *path, const struct ima_entry *entry)
{
        if (path->any)
                return true;
        return !entry->violation && path->verity == is_text(&entry->kind, "verity") &&
               (!path->algorithm[0] || entry->first ||
                is_text(&entry->algorithm, path->algorithm)) &&
               path->size == entry->file_digest.size &&
               memcmp(path->digest, entry->file_digest.data, path->size) == 0;
}

/* Below, at or above 0 as the entry's path stands to @path. */
static int compare(const struct ima_entry *entry, const char *path)
{
        size_t length = strlen(path);
        size_t less = entry->path.size < length ? entry->path.size : length;
        int order = less ? memcmp(entry->path.data, path, less) : 0;

        if (order)
                return order;
        return (entry->path.size > length) - (entry->path.size < length);
}

static bool has_prefix(const struct ima_paths *paths, const struct ima_entry *entry)
{
        for (size_t i = 0; i < paths->prefixes; i++) {
                size_t length = strlen(paths->list[i].path);

                if (length <= entry->path.size &&
                    (length == 0 || memcmp(paths->list[i].path, entry->path.data, length) == 0))
                        return true;
        }
        return false;
}

/* The first line of the entry's path, or of a later one. */
static size_t lower_bound(const struct ima_paths *paths, const struct ima_entry *entry)
{
        size_t from = paths->prefixes;
        size_t to = paths->count;

        while (from < to) {
                size_t middle = from + (to - from) / 2;

                if (compare(entry, paths->list[middle].path) > 0)
                        from = middle + 1;
                else
                        to = middle;
        }
        return from;
}

/* What a line allows with a prefix does not undo what another says of the very path. */
enum ima_listed ima_paths_find(const struct ima_paths *paths, const struct ima_entry *entry)
{
        enum ima_listed found = IMA_UNLISTED;

        for (size_t i = lower_bound(paths, entry);
             i < paths->count && compare(entry, paths->list[i].path) == 0; i++) {
                if (is_digest(&paths->list[i], entry))
                        return IMA_LISTED;
                found = IMA_CHANGED;
        }
        if (found == IMA_UNLISTED && has_prefix(paths, entry))
                return IMA_LISTED;
        return found;
}
