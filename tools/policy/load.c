/* tools/policy/load.c - see file.h: policies of the file system. */
#include <string.h>

#include "tools/common/file.h"
#include "tools/policy/file.h"

struct ca_policy *policy_load(const char *path, FILE *errors)
{
        struct file file;
        int error = file_read(path, &file);
        struct ca_policy *policy;

        if (error) {
                fprintf(errors, "%s: %s (`cashew ca allow` makes one)\n", path, strerror(-error));
                return NULL;
        }
        policy = policy_load_text(path, file.data, file.size, errors);
        file_free(&file);
        return policy;
}
