/* tools/ca/authority/name.c - see name.h. */
#include "tools/ca/authority/name.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/common/command.h"

const char *ca_directory(const char *given)
{
        static char path[4096];
        const char *data = getenv("XDG_DATA_HOME");
        const char *home = getenv("HOME");

        if (given)
                return given;
        if (data && *data)
                snprintf(path, sizeof(path), "%s/cashew/ca", data);
        else if (home && *home)
                snprintf(path, sizeof(path), "%s/.local/share/cashew/ca", home);
        else
                exit(command_error("ca", "neither XDG_DATA_HOME nor HOME is set: give --dir"));
        return path;
}
