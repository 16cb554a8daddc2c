/* fuzz/igvm/launch_seed.c - copies the test vectors of the launch digest into the directory given. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/file.h"

static int copy(const char *path, const char *directory)
{
        char out[4096];
        struct file file;
        int failed;

        snprintf(out, sizeof(out), "%s/%s", directory, strrchr(path, '/') + 1);
        failed = file_read(path, &file) || file_write(out, file.data, file.size);
        file_free(&file);
        return failed;
}

int main(int argc, char **argv)
{
        int failed = 0;
        glob_t found;

        if (argc != 2 || glob(VECTORS_DIRECTORY "/*.igvm", 0, NULL, &found) != 0)
                return 2;
        for (size_t i = 0; i < found.gl_pathc; i++)
                failed |= copy(found.gl_pathv[i], argv[1]);
        globfree(&found);
        return failed;
}
