/* tools/tpm/swtpm/settings.c - see settings.h. */
#include "tools/tpm/swtpm/settings.h"

#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
        const char *name;
        size_t at;
} names[] = { { "profile", offsetof(struct settings, profile) },
              { "ca", offsetof(struct settings, ca) },
              { "ca-directory", offsetof(struct settings, ca_directory) },
              { "vtpmd", offsetof(struct settings, vtpmd) } };

#define NAMES (sizeof(names) / sizeof(names[0]))

static char *trim(char *text)
{
        size_t length;

        text += strspn(text, " \t");
        length = strlen(text);
        while (length && strchr(" \t\r\n", text[length - 1]))
                text[--length] = '\0';
        return text;
}

static int read_line(const char *path, unsigned int number, char *line, struct settings *out)
{
        char *name = trim(line);
        char *value = strchr(name, '=');

        if (!*name || *name == '#')
                return 0;
        if (!value)
                return -swtpm_error("%s:%u: expected NAME = VALUE", path, number);
        *value++ = '\0';
        name = trim(name);
        value = trim(value);
        for (size_t i = 0; i < NAMES; i++) {
                if (strcmp(names[i].name, name) != 0)
                        continue;
                if (strlen(value) >= SETTING_MAX)
                        return -swtpm_error("%s:%u: %s: too long", path, number, name);
                snprintf((char *)out + names[i].at, SETTING_MAX, "%s", value);
                return 0;
        }
        return -swtpm_error("%s:%u: %s is not known; expected: profile, ca, ca-directory, vtpmd",
                            path, number, name);
}

static int read_file(const char *path, struct settings *out)
{
        char line[2 * SETTING_MAX];
        FILE *file = fopen(path, "re");
        unsigned int number = 0;
        int result = 0;

        if (!file)
                return -swtpm_error("%s: %s", path, strerror(errno));
        while (result == 0 && fgets(line, sizeof(line), file))
                result = read_line(path, ++number, line, out);
        fclose(file);
        return result;
}

/* @variable's directory with @name behind it, if there is such a file. */
static const char *find_below(const char *variable, const char *name, char *path)
{
        const char *directory = getenv(variable);

        if (!directory || !*directory)
                return NULL;
        snprintf(path, PATH_MAX, "%s/%s", directory, name);
        return access(path, R_OK) == 0 ? path : NULL;
}

static const char *find_file(char *path)
{
        const char *given = getenv("CASHEW_SWTPM_CONF");
        const char *found = given && *given ? given : NULL;

        if (!found)
                found = find_below("XDG_CONFIG_HOME", "cashew-swtpm.conf", path);
        if (!found)
                found = find_below("HOME", ".config/cashew-swtpm.conf", path);
        if (!found && access("/etc/cashew-swtpm.conf", R_OK) == 0)
                found = "/etc/cashew-swtpm.conf";
        return found;
}

int settings_read(const char *path, struct settings *out)
{
        char found[PATH_MAX];
        const char *home = getenv("HOME");

        *out = (struct settings){ .profile = "emulator" };
        if (geteuid() == 0 || !home)
                strcpy(out->ca_directory, "/var/lib/cashew-swtpm-ca");
        else
                snprintf(out->ca_directory, SETTING_MAX, "%s/.local/share/cashew-swtpm-ca", home);
        if (!path)
                path = find_file(found);
        return path ? read_file(path, out) : 0;
}
