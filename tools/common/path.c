/* tools/common/path.c - see path.h. */
#include "tools/common/path.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/common/command.h"

const char *path_in(char out[PATH_IN_MAX], const char *command, const char *directory,
                    const char *name)
{
        int length = snprintf(out, PATH_IN_MAX, "%s/%s", directory, name);

        if (length < 0 || length >= PATH_IN_MAX)
                exit(command_error(command, "the directory's name is too long"));
        return out;
}
