/* fuzz/image/signature_seed.c - writes two signatures in DER into the directory given: short numbers, and whole ones. */
#include <string.h>

#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const unsigned char small[] = {
                0x30, 0x07, 0x02, 0x01, 0x05, 0x02, 0x02, 0x00, 0x85
        };
        unsigned char whole[104] = { 0x30, 102, 0x02, 49, 0x00 };

        if (argc != 2)
                return 2;
        memset(whole + 5, 0xa5, 48);
        whole[53] = 0x02;
        whole[54] = 49;
        memset(whole + 56, 0x99, 48);
        return write_seed(argv[1], "small", small, sizeof(small)) ||
               write_seed(argv[1], "whole", whole, sizeof(whole));
}
