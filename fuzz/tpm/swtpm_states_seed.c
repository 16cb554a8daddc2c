/* fuzz/tpm/swtpm_states_seed.c - writes a file with two states into the directory given. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const char file[] = "CSWSTATE\0\0\0\1\0\4test\0\2di\0\0\0\2"
                                   "\0\7permall\0\0\0\3abc\0\x0dvolatilestate\0\0\0\3abc";

        return argc == 2 ? write_seed(argv[1], "two", file, sizeof(file) - 1) : 1;
}
