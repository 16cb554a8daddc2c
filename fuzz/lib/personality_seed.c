/* fuzz/lib/personality_seed.c - the personalities that come with Cashew. */
#include "fuzz/seed.h"
#include "tools/common/file.h"

static int copy(const char *directory, const char *name)
{
        char path[4096];
        struct file file;
        int failed;

        snprintf(path, sizeof(path), PERSONALITIES "/%s", name);
        if (file_read(path, &file))
                return 1;
        failed = write_seed(directory, name, file.data, file.size);
        file_free(&file);
        return failed;
}

int main(int argc, char **argv)
{
        static const char *const names[] = { "kvm-planes", "kvm", "kvm-legacy-svsm", "strict" };
        int failed = argc != 2;

        for (size_t i = 0; !failed && i < sizeof(names) / sizeof(names[0]); i++)
                failed = copy(argv[1], names[i]);
        return failed;
}
