/* tools/ca/name.c - see name.h. */
#include "tools/ca/name.h"
#include "tools/common/command.h"

#include <stdio.h>
#include <stdlib.h>

const char *ca_path(char out[CA_PATH_MAX], const char *directory, const char *name)
{
        int length = snprintf(out, CA_PATH_MAX, "%s/%s", directory, name);

        if (length < 0 || length >= CA_PATH_MAX)
                exit(command_error("ca", "the directory's name is too long"));
        return out;
}
