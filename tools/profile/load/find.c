/* tools/profile/load/find.c - see find.h. */
#include "tools/profile/load/find.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* From the directory of the program: where it is installed, and where it is built. */
static const char *const places[] = { "../share/cashew/profiles", "../../../profiles" };

/* The directory of the running program, with a slash at its end; empty if it cannot be known. */
static void own_directory(char out[PROFILE_PATH_MAX])
{
        ssize_t length = readlink("/proc/self/exe", out, PROFILE_PATH_MAX - 1);
        char *slash;

        out[length < 0 ? 0 : length] = '\0';
        slash = strrchr(out, '/');
        if (slash)
                slash[1] = '\0';
}

/* Found at run time, so that the program is the same bytes wherever it was built. */
static const char *find_directory(void)
{
        static char path[PROFILE_PATH_MAX];
        char own[PROFILE_PATH_MAX];

        own_directory(own);
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
                int length = snprintf(path, sizeof(path), "%s%s", own, places[i]);

                if (length < (int)sizeof(path) && access(path, R_OK | X_OK) == 0)
                        break;
        }
        return path;
}

const char *profile_directory(void)
{
        const char *directory = getenv("CASHEW_PROFILES");

        return directory && directory[0] ? directory : find_directory();
}

static int is_yaml(const struct dirent *entry)
{
        size_t length = strlen(entry->d_name);

        return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

/*
 * In the order of the alphabet, in whatever order the directory has them. Each name is lent for the
 * one call.
 */
int profile_names(void (*take)(const char *name))
{
        struct dirent **entries;
        int count = scandir(profile_directory(), &entries, is_yaml, alphasort);

        if (count < 0)
                return -1;
        for (int i = 0; i < count; i++) {
                entries[i]->d_name[strlen(entries[i]->d_name) - 5] = '\0';
                take(entries[i]->d_name);
                free(entries[i]);
        }
        free(entries);
        return 0;
}

/* A path that is too long is cut: who opens it says that there is no such file. */
void profile_find(const char *what, char path[PROFILE_PATH_MAX])
{
        if (strpbrk(what, "/."))
                snprintf(path, PROFILE_PATH_MAX, "%s", what);
        else
                snprintf(path, PROFILE_PATH_MAX, "%s/%s.yaml", profile_directory(), what);
}
