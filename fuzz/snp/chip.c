/*
 * fuzz/snp/chip.c - the reader of chip.bin: what it accepts can be used without running past anything. The input
 * is tried as it stands, and laid over a good header, so that mutations reach the rules behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/snp/chip.h"
#include "lib/snp/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_certificates(const struct snp_chip *chip)
{
        struct snp_certificate_entry entry;
        unsigned int sum = 0;

        for (size_t i = 0;; i++) {
                memcpy(&entry, chip->certificates + i * sizeof(entry), sizeof(entry));
                if (entry.size == 0)
                        break;
                for (uint32_t at = 0; at < entry.size; at++)
                        sum += chip->certificates[entry.offset + at];
        }
        if (sum == 0xffffffff) /* the bytes are used */
                abort();
}

static void use(const struct snp_chip *chip)
{
        struct snp_tcb tcb;

        if (strlen(snp_product_facts(chip->product)->name) == 0 ||
            !snp_tcb_decode(chip->product, chip->reported_tcb, &tcb) ||
            snp_tcb_encode(chip->product, &tcb) != chip->reported_tcb ||
            !snp_tcb_within(chip->reported_tcb, chip->current_tcb))
                abort();
        use_certificates(chip);
}

static void try_file(const uint8_t *data, size_t size)
{
        struct snp_chip chip;
        const char *reason;

        if (snp_chip_read(data, size, &chip, &reason))
                use(&chip);
        else if (!reason || !*reason)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct snp_chip chip = { 0 };
        const size_t header = offsetof(struct snp_chip, product);

        try_file(data, size);
        if (size > sizeof(chip) - header)
                size = sizeof(chip) - header;
        memcpy((uint8_t *)&chip + header, data, size);
        memcpy(chip.magic, SNP_CHIP_MAGIC, sizeof(chip.magic));
        chip.version = SNP_CHIP_VERSION;
        chip.size = sizeof(chip);
        memset(chip.reserved_1b, 0, sizeof(chip.reserved_1b));
        try_file((const uint8_t *)&chip, sizeof(chip));
        return 0;
}
