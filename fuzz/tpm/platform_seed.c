/* fuzz/tpm/platform_seed.c - writes a session that switches the power into the directory given. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const char session[] = "\0\0\0\x01\0\0\0\x0b\0\0\0\x11\0\0\0\x02\0\0\0\x14";

        return argc == 2 ? write_seed(argv[1], "session", session, sizeof(session) - 1) : 1;
}
