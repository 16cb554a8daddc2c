/*
 * fuzz/profile/yaml.c - any text as a profile: libyaml and the loader. What is accepted compiles to
 * bytes that the reader accepts and that can be put into words; what is refused is refused with words.
 */
#include <stdlib.h>

#include "tools/profile/print/describe.h"
#include "tools/profile/load/open.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct profile_file file;
        struct facts facts;
        char *said;
        size_t length;
        FILE *errors = open_memstream(&said, &length);
        int status;

        if (!errors)
                return 0;
        status = profile_load_bytes("t", data, size, errors, &file);
        fclose(errors);
        if ((status != 0) != (length != 0))
                abort();
        free(said);
        if (status)
                return 0;
        describe_profile(&file.profile, &facts);
        facts_free(&facts);
        profile_file_free(&file);
        return 0;
}
