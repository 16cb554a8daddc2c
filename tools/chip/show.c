/* tools/chip/show.c - `cashew chip show`: what is not secret of a chip. */
#include "tools/chip/identity.h"
#include "tools/chip/command.h"

#include <stdio.h>
#include <string.h>

#include "lib/snp/report.h"
#include "tools/common/command.h"

/* Private keys and the root of derived keys are in the same file, and are not printed. */
struct options {
        const char *directory;
};

static const struct option known[] = {
        { "dir", "DIR", OPTION_DIRECTORY(struct options, directory), "where the chip is",
          .required = true },
        { 0 },
};

static void print_hex(const char *name, const uint8_t *bytes, size_t size)
{
        printf("%-16s ", name);
        for (size_t i = 0; i < size; i++)
                printf("%02x", bytes[i]);
        putchar('\n');
}

/* Value first, as a report has it, then its parts (AMD 56860, TCB_VERSION). */
static void print_tcb(const char *name, enum snp_product product, uint64_t value)
{
        struct snp_tcb tcb;

        if (!snp_tcb_decode(product, value, &tcb))
                return; /* it was checked when it was read */
        printf("%-16s %016llx: ", name, (unsigned long long)value);
        if (snp_product_facts(product)->has_microcode)
                printf("bootloader %u, tee %u, snp %u, microcode %u", tcb.boot_loader, tcb.tee,
                       tcb.snp, tcb.microcode);
        else
                printf("tee %u, snp %u", tcb.tee, tcb.snp);
        if (snp_product_facts(product)->has_fmc)
                printf(", fmc %u", tcb.fmc);
        putchar('\n');
}

/*
 * One that cannot be read has no digest, and the line says so: the others are shown all the same.
 */
static void print_certificate(const struct snp_chip *chip,
                              const struct snp_certificate_entry *entry)
{
        const uint8_t *der = chip->certificates + entry->offset;
        X509 *certificate = d2i_X509(NULL, &der, (long)entry->size);
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned int size;
        char name[64] = "unreadable";

        if (!certificate || X509_digest(certificate, EVP_sha256(), digest, &size) != 1)
                size = 0;
        if (certificate)
                X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                          sizeof(name));
        print_hex(name, digest, size);
        X509_free(certificate);
}

/* The table ends with an entry of size 0, which snp_chip_read() has looked for. */
static void print_chip(const struct snp_chip *chip)
{
        const struct snp_product_facts *product = snp_product_facts(chip->product);
        struct snp_certificate_entry entry;

        printf("%-16s %s\n", "product", product->name);
        printf("%-16s %u\n", "report version", chip->report_version);
        printf("%-16s %u.%u.%u\n", "firmware", chip->firmware[2], chip->firmware[1],
               chip->firmware[0]);
        print_tcb("current TCB", chip->product, chip->current_tcb);
        print_tcb("reported TCB", chip->product, chip->reported_tcb);
        print_tcb("committed TCB", chip->product, chip->committed_tcb);
        print_tcb("launch TCB", chip->product, chip->launch_tcb);
        printf("%-16s %016llx\n", "platform info", (unsigned long long)chip->platform_info);
        if (chip->report_version >= 5)
                printf("%-16s %016llx\n", "mitigations",
                       (unsigned long long)chip->mitigation_vector);
        print_hex("chip ID", chip->chip_id, product->chip_id_size);
        puts("certificates, SHA-256:");
        for (size_t i = 0;; i++) {
                memcpy(&entry, chip->certificates + i * sizeof(entry), sizeof(entry));
                if (entry.size == 0)
                        break; /* a table that was read has an end */
                print_certificate(chip, &entry);
        }
}

/* The copy has the VCEK in it, so it is wiped. */
static int show(void *arguments)
{
        const struct options *options = arguments;
        struct snp_chip chip;

        if (chip_load(options->directory, &chip) != 0)
                return 1;
        print_chip(&chip);
        OPENSSL_cleanse(&chip, sizeof(chip));
        return 0;
}

const struct command chip_show = {
        .name = "show",
        .summary = "print what one is",
        .description = "Prints what the chip in DIR is: product, TCBs, chip ID, certificates.",
        .run = show,
        COMMAND_OPTIONS(known, struct options),
};
