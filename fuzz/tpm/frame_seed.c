/* fuzz/tpm/frame_seed.c - writes a command, one in a frame and the end of a session into the directory given. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const char plain[] = "\x80\x01\0\0\0\x0c\0\0\x01\x44\0\0";
        static const char framed[] = "\0\0\0\x08\0\0\0\0\x0c\x80\x01\0\0\0\x0c\0\0\x01\x44\0\0";
        static const char end[] = "\0\0\0\x14";

        if (argc != 2)
                return 1;
        return write_seed(argv[1], "plain", plain, sizeof(plain) - 1) ||
               write_seed(argv[1], "framed", framed, sizeof(framed) - 1) ||
               write_seed(argv[1], "end", end, sizeof(end) - 1);
}
