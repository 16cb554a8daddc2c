/* fuzz/snp/certificate_table_seed.c - a table with two certificates. */
#include <string.h>

#include "fuzz/seed.h"
#include "lib/snp/report.h"

int main(int argc, char **argv)
{
        static const struct snp_certificate_entry entries[3] = {
                { .guid = SNP_GUID_VCEK, .offset = 72, .size = 20 },
                { .guid = SNP_GUID_ASK, .offset = 100, .size = 28 },
        };
        uint8_t table[128] = { 0 };

        memcpy(table, entries, sizeof(entries));
        return argc == 2 ? write_seed(argv[1], "seed", table, sizeof(table)) : 2;
}
