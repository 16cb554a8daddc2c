/* fuzz/igvm/reader_seed.c - writes a file with every kind of header, and one for each rule, into the directory given. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/seed.h"
#include "tests/unit/igvm/rule_files.h"
#include "tests/unit/igvm/sample.h"

static int write_rule_files(const char *directory)
{
        int failed = 0;

        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);
                char name[64];

                snprintf(name, sizeof(name), "%zu-%s", i, igvm_rule_info(file.rule)->name);
                failed |= write_seed(directory, name, file.data, file.size);
                free(file.data);
        }
        return failed;
}

int main(int argc, char **argv)
{
        struct sample sample = sample_make();
        int failed;

        if (argc != 2)
                return 2;
        failed = write_seed(argv[1], "sample", sample.data, sample.size);
        sample_free(&sample);
        return write_rule_files(argv[1]) || failed;
}
