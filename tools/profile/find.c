/* tools/profile/find.c - see find.h. */
#include "tools/profile/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *profile_directory(void)
{
        const char *directory = getenv("CASHEW_PROFILES");

        return directory && directory[0] ? directory : CASHEW_PROFILES_DIRECTORY;
}

void profile_find(const char *what, char path[PROFILE_PATH_MAX])
{
        if (strpbrk(what, "/."))
                snprintf(path, PROFILE_PATH_MAX, "%s", what);
        else
                snprintf(path, PROFILE_PATH_MAX, "%s/%s.yaml", profile_directory(), what);
}
