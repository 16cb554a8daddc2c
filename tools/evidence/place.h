/*
 * tools/evidence/place.h - where the certificate of a report's key is: at AMD, and in a directory of certificates (directory.h).
 *
 * A file's name says what AMD's Key Distribution Service (AMD 57230) is asked for it:
 *
 *   DIR/Milan/CHIP/BL-TEE-SNP-UCODE.der      /vcek/v1/Milan/CHIP?blSPL=BL&teeSPL=TEE&snpSPL=SNP&ucodeSPL=UCODE
 *   DIR/Turin/CHIP/FMC-BL-TEE-SNP-UCODE.der  the same with fmcSPL=FMC before the others
 *   DIR/Milan/cert_chain.pem                 /vcek/v1/Milan/cert_chain: ASK and ARK
 *   DIR/Milan/vlek/BL-TEE-SNP-UCODE.der and DIR/Milan/vlek/cert_chain.pem: the same for the provider's key, /vlek/v1
 *
 * CHIP is CHIP_ID in lower-case hexadecimal, 64 bytes or Turin's 8; the numbers are decimal, those of REPORTED_TCB. Names are
 * made of such digits and our own words, never of a report's bytes.
 */
#ifndef TOOLS_EVIDENCE_PLACE_H
#define TOOLS_EVIDENCE_PLACE_H

#include <stdbool.h>

#include "lib/snp/chip.h"
#include "lib/snp/report.h"

#define CERTIFICATE_NAME_MAX 224 /* bytes with the NUL */
#define CERTIFICATE_URL_MAX  288

/* Where the certificate of a report's key is. */
struct certificate_place {
        char leaf[CERTIFICATE_NAME_MAX];  /* below the directory */
        char chain[CERTIFICATE_NAME_MAX]; /* the same, of the intermediate */
        char url[CERTIFICATE_URL_MAX];    /* the leaf at AMD */
        const char *name;                 /* which of the two files is missing or wrong; or NULL */
};

/*
 * The place of the certificate of the key that has signed @report, if its chip is one of @product. False: it
 * cannot be one, or the report hides its chip (CHIP_ID is zero).
 */
__attribute__((warn_unused_result)) bool certificate_place(const struct snp_report *report,
                                                           enum snp_product product,
                                                           struct certificate_place *out);

#endif
