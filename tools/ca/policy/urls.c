/* tools/ca/policy/urls.c - see urls.h. */
#include "tools/ca/policy/urls.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/x509/urls.h"
#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/common/path.h"

#define LINE_MAX_SIZE (URL_MAX + 32)

/* A line of the policy that begins with the key; NULL if it says nothing of it. */
static const char *find_key(const char *text, const char *key)
{
        size_t length = strlen(key);

        while (text) {
                if (strncmp(text, key, length) == 0)
                        return text;
                text = strchr(text, '\n');
                text = text ? text + 1 : NULL;
        }
        return NULL;
}

/* What is still to be said in @line; empty if the policy says it. */
static void add_line(const char *path, const char *text, const char *key, const char *url,
                     char line[LINE_MAX_SIZE])
{
        const char *there = find_key(text, key);

        snprintf(line, LINE_MAX_SIZE, "%s \"%s\"\n", key, url);
        if (there && !strstr(there, url))
                command_error("ca", "%s says another %s %s is not put in", path, key, url);
        if (there)
                line[0] = '\0';
}

static int append(const char *path, const struct file *file, const struct urls *urls)
{
        const char *text = file->data ? (const char *)file->data : "";
        char issuer[LINE_MAX_SIZE];
        char list[LINE_MAX_SIZE];
        size_t size;
        char *whole;
        int error;

        add_line(path, text, "issuer-url:", urls->certificate, issuer);
        add_line(path, text, "crl-url:", urls->list, list);
        size = file->size + strlen(issuer) + strlen(list) + 2;
        whole = malloc(size);
        if (!whole)
                return -command_error("ca", "%s: %s", path, strerror(ENOMEM));
        snprintf(whole, size, "%s%s%s%s", text,
                 file->size && text[file->size - 1] != '\n' ? "\n" : "", issuer, list);
        error = file_write(path, whole, strlen(whole));
        free(whole);
        return error ? -command_error("ca", "%s: %s", path, strerror(-error)) : 0;
}

int policy_add_urls(const char *directory, const char *base)
{
        char path[PATH_IN_MAX];
        struct file file;
        struct urls urls;
        int result = file_read(path_in(path, "ca", directory, "policy.yaml"), &file);

        if (!urls_of_base(base, "issuer", &urls))
                return -command_error("ca", "%s: too long for a URL", base);
        if (result && result != -ENOENT)
                return -command_error("ca", "%s: %s", path, strerror(-result));
        result = append(path, &file, &urls);
        file_free(&file);
        return result;
}
