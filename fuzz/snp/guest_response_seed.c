/* fuzz/snp/guest_response_seed.c - a response with certificates, one of a busy host, a forged one. */
#include <stdint.h>

#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const uint8_t data[] = { 7, 3, 0, 4, 0, 0, 0, 0, 0, 1, /* report 7: sealed, table */
                                        8, 9, 0, 2,                   /* report 8: busy */
                                        1, 0, 9, 0, 1, 2, 3, 4 };     /* sealed; report 9: forged */

        return argc == 2 ? write_seed(argv[1], "seed", data, sizeof(data)) : 2;
}
