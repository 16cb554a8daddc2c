/* fuzz/snp/chip_seed.c - a good chip.bin with one certificate, whole and without its header. */
#include <string.h>

#include "fuzz/seed.h"
#include "lib/snp/chip.h"
#include "lib/snp/report.h"

int main(int argc, char **argv)
{
        const struct snp_certificate_entry entry = { SNP_GUID_VCEK, 48, 100 };
        const size_t header = offsetof(struct snp_chip, product);
        struct snp_chip chip = {
                .version = SNP_CHIP_VERSION,
                .size = sizeof(chip),
                .report_version = 5,
                .current_tcb = 0x7308000000000003,
                .reported_tcb = 0x7300000000000003,
                .mitigation_vector = 1,
                .chip_id = { 1 },
                .vcek = { 1 },
        };

        if (argc != 2)
                return 2;
        memcpy(chip.magic, SNP_CHIP_MAGIC, sizeof(chip.magic));
        memcpy(chip.certificates, &entry, sizeof(entry));
        return write_seed(argv[1], "whole", &chip, sizeof(chip)) ||
               write_seed(argv[1], "body", (const uint8_t *)&chip + header, sizeof(chip) - header);
}
