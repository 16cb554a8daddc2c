/* fuzz/ca/serial_seed.c - writes serial numbers in several notations into the directory given. */
#include <string.h>

#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const char *const texts[] = { "0x4A01ff", "4a:01:FF", "serial=4A01FF", "4850175" };
        int failed = 0;

        if (argc != 2)
                return 2;
        for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                char name[2] = { (char)('a' + i), '\0' };

                failed |= write_seed(argv[1], name, texts[i], strlen(texts[i]));
        }
        return failed;
}
