/* fuzz/lib/ima_seed.c - lists in both orders of bytes, and text. */
#include <string.h>

#include "fuzz/seed.h"
#include "tests/unit/eventlog/ima_builder.h"

#define DIGEST20 "0123456789012345678901234567890123456789"
#define DIGEST32 "0123456789012345678901234567890101234567890123456789012345678901"

static const char text[] =
        "10 " DIGEST20 " ima-ng sha256:" DIGEST32 " boot_aggregate\n"
        "10 " DIGEST20 " ima-sig sha1:" DIGEST20 " /bin/sh 0302\n"
        "10 " DIGEST20 " ima " DIGEST20 " /old name\n"
        " 9 " DIGEST20 " ima-modsig sha256:" DIGEST32 " /m  sha256:" DIGEST32 " 30\n"
        "10 " DIGEST20 " evm-sig sha256:" DIGEST32 " /e 03 security.ima 04000000 00 1 2 33188\n";

int main(int argc, char **argv)
{
        uint8_t little[4096];
        uint8_t big[4096];
        struct bytes_writer first = bytes_writer(little, sizeof(little));
        struct bytes_writer second = bytes_writer(big, sizeof(big));

        ima_built_list(&first, false);
        ima_built_list(&second, true);
        if (argc != 2)
                return 2;
        return write_seed(argv[1], "little", little, first.size) ||
               write_seed(argv[1], "big", big, second.size) ||
               write_seed(argv[1], "text", text, strlen(text));
}
