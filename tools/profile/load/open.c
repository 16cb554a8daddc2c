/*
 * tools/profile/load/open.c - see open.h. A compiled profile is taken only if lib/profile reads it
 * without complaint; a YAML one becomes the same bytes first, so there is one way in.
 */
#include "tools/profile/load/open.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/sha384.h"
#include "tools/common/file.h"
#include "tools/profile/load/find.h"
#include "tools/profile/load/yaml.h"

/* "CSWPRFIL", which no YAML document begins with that is a profile. */
static bool is_compiled(const void *data, size_t size)
{
        return size >= 8 && memcmp(data, "CSWPRFIL", 8) == 0;
}

/* The digest is that of the whole file: the manifest of a TPM names its profile by it. */
static int read_compiled(const char *name, FILE *errors, struct profile_file *file)
{
        size_t offset;
        const char *wrong = profile_read(file->bytes, file->size, &file->profile, &offset);

        if (wrong) {
                fprintf(errors, "%s: at byte %zu: %s\n", name, offset, wrong);
                profile_file_free(file);
                return -1;
        }
        sha384(file->bytes, file->size, file->digest);
        return 0;
}

/* A compiled one is copied, since struct profile points into its bytes and the caller's may go. */
int profile_load_bytes(const char *name, const void *data, size_t size, FILE *errors,
                       struct profile_file *out)
{
        bool compiled = is_compiled(data, size);

        *out = (struct profile_file){ .bytes = malloc(compiled ? size : PROFILE_SIZE_MAX) };
        if (!out->bytes) {
                fprintf(errors, "%s: %s\n", name, strerror(ENOMEM));
                return -1;
        }
        if (compiled) {
                memcpy(out->bytes, data, size);
                out->size = size;
        } else {
                out->size = load_yaml(name, data, size, errors, out->bytes, PROFILE_SIZE_MAX);
        }
        if (out->size == 0) {
                profile_file_free(out);
                return -1;
        }
        return read_compiled(name, errors, out);
}

/* The file's bytes are let go again: what stays is the compiled form. */
int profile_load(const char *what, FILE *errors, struct profile_file *out)
{
        char path[PROFILE_PATH_MAX];
        struct file file;
        int error;

        *out = (struct profile_file){ 0 };
        profile_find(what, path);
        error = file_read(path, &file);
        if (error) {
                fprintf(errors, "%s: %s\n", path, strerror(-error));
                return -1;
        }
        error = profile_load_bytes(path, file.data, file.size, errors, out);
        file_free(&file);
        return error;
}

void profile_file_free(struct profile_file *file)
{
        free(file->bytes);
        *file = (struct profile_file){ 0 };
}
