/* fuzz/kernel/services_file_seed.c - lines with every key. */
#include <string.h>

#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const char text[] =
                "# services\nservice attest protocol=1 exec=/bin/attestd devices=guest-request\n"
                "service vtpm protocol=2 peer=attest exec=/bin/vtpmd args=a,bc devices=channel\n"
                "service abuse-01 exec=/bin/abuse args=1 optional\n";

        return argc == 2 ? write_seed(argv[1], "seed", text, strlen(text)) : 2;
}
