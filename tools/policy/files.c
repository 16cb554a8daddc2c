/* tools/policy/files.c - see files.h: files of the file system. */
#include "tools/policy/files.h"

#include <string.h>

const char *policy_file_read(const void *files, const char *path, struct file *out)
{
        int error = file_read(path, out);

        (void)files;
        return error ? strerror(-error) : NULL;
}

void policy_file_free(struct file *file)
{
        file_free(file);
}

bool policy_profile_read(const char *what, FILE *errors, struct profile_file *out)
{
        return profile_load(what, errors, out) == 0;
}

void policy_profile_free(struct profile_file *file)
{
        profile_file_free(file);
}
