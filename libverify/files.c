/* libverify/files.c - see files.h: looked up, never opened. */
#include "libverify/files.h"

#include <string.h>

#include "libverify/evidence.h"
#include "tools/policy/files.h"

const char *policy_file_read(const void *files, const char *path, struct file *out)
{
        const struct given_files *given = files;

        for (size_t i = 0; i < given->count; i++) {
                if (strcmp(given->list[i].name, path) == 0) {
                        *out = evidence_file(&given->list[i].bytes);
                        return NULL;
                }
        }
        return "it is none of the files that were given with the policy";
}

void policy_file_free(struct file *file)
{
        *file = (struct file){ 0 };
}

/* A profile is found on a disk and compiled from YAML; who compares with one uses the command. */
bool policy_profile_read(const char *what, FILE *errors, struct profile_file *out)
{
        *out = (struct profile_file){ 0 };
        fprintf(errors, "%s: this library compares with no profile\n", what);
        return false;
}

void policy_profile_free(struct profile_file *file)
{
        *file = (struct profile_file){ 0 };
}
