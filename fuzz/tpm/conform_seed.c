/* fuzz/tpm/conform_seed.c - what a TPM says first: TPM_PT_FAMILY_INDICATOR, then an NV public area. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const char answers[] =
                "\0\x1b\x80\1\0\0\0\x1b\0\0\0\0\0\0\0\0\6\0\0\0\1\0\0\1\0\x32\x2e\x30\0"
                "\0\x3e\x80\1\0\0\0\x3e\0\0\0\0\0\x0e\1\xc0\0\2\0\x0b\x62\7\x28\1\0\0\4\0"
                "\0\x22\0\x0b\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
                "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
                "\0\x0a\x80\1\0\0\0\x0a\0\0\1\x8b";

        return argc == 2 ? write_seed(argv[1], "seed", answers, sizeof(answers) - 1) : 2;
}
