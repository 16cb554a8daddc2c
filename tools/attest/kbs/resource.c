/* tools/attest/kbs/resource.c - see resource.h. */
#include "tools/attest/kbs/resource.h"

#include <stdio.h>
#include <string.h>

static const char expected[] =
        "expected REPOSITORY/TYPE/TAG, each of letters, digits, and - _ . but not as its first";
static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

const char *resource_path(const char *text, char out[RESOURCE_PATH_MAX])
{
        static const char scheme[] = "kbs:///";
        const char *name;
        size_t parts = 1;

        if (strncmp(text, scheme, sizeof(scheme) - 1) == 0)
                text += sizeof(scheme) - 1;
        for (name = text;; parts++) {
                size_t length = strspn(name, allowed);

                if (length == 0 || *name == '.')
                        return expected;
                name += length;
                if (*name != '/')
                        break;
                name++;
        }
        if (*name != '\0' || parts != 3 ||
            snprintf(out, RESOURCE_PATH_MAX, "/kbs/v0/resource/%s", text) >= RESOURCE_PATH_MAX)
                return expected;
        return NULL;
}
