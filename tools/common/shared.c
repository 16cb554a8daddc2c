/* tools/common/shared.c - see shared.h. */
#include "tools/common/shared.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* From the directory of the program: where it is installed, and where it is built. */
static const char *const places[] = { "../share/cashew", "../../.." };
static const char *const file_places[] = { ".", "../share/cashew", "../softsnp" };

/* The directory of the running program, with a slash at its end; empty if it cannot be known. */
static void own_directory(char out[SHARED_PATH_MAX])
{
        ssize_t length = readlink("/proc/self/exe", out, SHARED_PATH_MAX - 1);
        char *slash;

        out[length < 0 ? 0 : length] = '\0';
        slash = strrchr(out, '/');
        if (slash)
                slash[1] = '\0';
}

static const char *find(const char *const *list, size_t count, int mode, const char *name,
                        char out[SHARED_PATH_MAX])
{
        char own[SHARED_PATH_MAX];

        own_directory(own);
        for (size_t i = 0; i < count; i++) {
                int length = snprintf(out, SHARED_PATH_MAX, "%s%s/%s", own, list[i], name);

                if (length < SHARED_PATH_MAX && access(out, mode) == 0)
                        break;
        }
        return out;
}

const char *shared_directory(const char *name, char out[SHARED_PATH_MAX])
{
        return find(places, sizeof(places) / sizeof(places[0]), R_OK | X_OK, name, out);
}

const char *shared_file(const char *name, char out[SHARED_PATH_MAX])
{
        return find(file_places, sizeof(file_places) / sizeof(file_places[0]), R_OK, name, out);
}
