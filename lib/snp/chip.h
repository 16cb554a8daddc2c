/*
 * lib/snp/chip.h - the identity of a software chip: what `cashew chip init` writes to chip.bin, and
 * what softsnp's security processor answers from. It holds private keys. Little-endian.
 */
#ifndef LIB_SNP_CHIP_H
#define LIB_SNP_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNP_CHIP_MAGIC        "cashchip" /* without its NUL */
#define SNP_CHIP_VERSION      1
#define SNP_CHIP_ID_SIZE      64
#define SNP_CHIP_SCALAR_SIZE  48 /* of P-384 */
#define SNP_CHIP_ROOT_SIZE    48
#define SNP_CHIP_CERTIFICATES 8192

enum snp_product {
        SNP_PRODUCT_MILAN,
        SNP_PRODUCT_GENOA,
        SNP_PRODUCT_TURIN,
        SNP_PRODUCT_VENICE,
        SNP_PRODUCT_COUNT,
};

/* The file chip.bin as it stands. */
struct snp_chip {
        uint8_t magic[8];
        uint32_t version; /* SNP_CHIP_VERSION */
        uint32_t size;    /* of this structure */
        uint32_t product; /* enum snp_product */
        uint32_t report_version;
        /* The firmware's version: build, minor, major (report, CURRENT_BUILD and following). */
        uint8_t firmware[3];
        uint8_t reserved_1b[5];
        uint64_t current_tcb; /* TCB_VERSION as the product lays it out */
        uint64_t reported_tcb;
        uint64_t committed_tcb;
        uint64_t launch_tcb;
        uint64_t platform_info;
        uint64_t mitigation_vector; /* 0 unless report_version is 5 */
        uint8_t chip_id[SNP_CHIP_ID_SIZE];
        uint8_t vcek[SNP_CHIP_SCALAR_SIZE]; /* private, big-endian */
        uint8_t key_root[SNP_CHIP_ROOT_SIZE];
        uint8_t certificates[SNP_CHIP_CERTIFICATES]; /* lib/snp/report.h, the certificate table */
};
_Static_assert(offsetof(struct snp_chip, current_tcb) == 0x20, "chip TCB");
_Static_assert(offsetof(struct snp_chip, chip_id) == 0x50, "chip ID");
_Static_assert(offsetof(struct snp_chip, certificates) == 0xf0, "chip certificates");
_Static_assert(sizeof(struct snp_chip) == 0xf0 + SNP_CHIP_CERTIFICATES, "chip");

/*
 * Copies and checks a whole chip.bin. False: it is none, *@reason says why in a few words, and @out
 * holds nothing of use.
 */
__attribute__((warn_unused_result)) bool snp_chip_read(const void *data, size_t size,
                                                       struct snp_chip *out, const char **reason);

/* The security version numbers in a TCB_VERSION; the firmware bounds all but the microcode's to 127. */
struct snp_tcb {
        uint8_t fmc;         /* Turin's and Venice's, else 0 */
        uint8_t boot_loader; /* 0 of Venice, whose extended TCB has it, as the microcode */
        uint8_t tee;
        uint8_t snp;
        uint8_t microcode;
};

/* TCB_VERSION by product (AMD 56860, 1.59, tables 3 to 5: Venice; Turin; Milan and Genoa). What it has no place for is left out. */
uint64_t snp_tcb_encode(enum snp_product product, const struct snp_tcb *tcb);

/* False if reserved bytes are not zero or a number is out of its bounds. */
__attribute__((warn_unused_result)) bool snp_tcb_decode(enum snp_product product, uint64_t value,
                                                        struct snp_tcb *out);

/* True if no part of @tcb is greater than the same part of @limit. */
bool snp_tcb_within(uint64_t tcb, uint64_t limit);

/* What products differ in that is not in a certificate. */
struct snp_product_facts {
        const char *name; /* as AMD's certificates have it */
        uint8_t cpuid_family, cpuid_model, cpuid_stepping;
        uint8_t chip_id_size; /* bytes; the rest of CHIP_ID is zero */
        bool has_fmc;         /* its TCB begins with the FMC */
        bool has_microcode;   /* its TCB has boot loader and microcode */
};

/* @product is below SNP_PRODUCT_COUNT. */
const struct snp_product_facts *snp_product_facts(enum snp_product product);

#endif
