/* tools/profile/load/find.c - see find.h. */
#include "tools/profile/load/find.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/shared.h"

const char *profile_directory(void)
{
        static char path[SHARED_PATH_MAX];
        const char *directory = getenv("CASHEW_PROFILES");

        return directory && directory[0] ? directory : shared_directory("profiles", path);
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
