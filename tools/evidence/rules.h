/* tools/evidence/rules.h - what is demanded of a report: the CA's policy and the options of `cashew attest verify` end here. */
#ifndef TOOLS_EVIDENCE_RULES_H
#define TOOLS_EVIDENCE_RULES_H

#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/chip.h"
#include "tools/evidence/demands.h"
#include "tools/evidence/reference.h"

#define MEASUREMENT_SIZE      48
#define CHIPS_MAX             256
#define MEASUREMENT_LABEL_MAX 63

/* A launch digest that is expected. */
struct measurement {
        uint8_t digest[MEASUREMENT_SIZE];
        char label[MEASUREMENT_LABEL_MAX + 1]; /* printable ASCII, or empty */
};

/* What a report must say. All zeros are the strictest but for what is not known. */
struct report_rules {
        X509_STORE *roots;         /* the ARKs that are trusted */
        STACK_OF(X509_CRL) * crls; /* AMD's; NULL or empty: revocation is not looked at */
        bool time_given;
        int64_t time; /* when the evidence is looked at, in seconds since 1970; not given: now */
        uint32_t vmpl;
        bool vcek_refused;      /* a VLEK must have signed */
        bool vlek;              /* a VLEK may have signed, not only a VCEK */
        bool masked_chip;       /* a report may hide its chip */
        bool provisional;       /* firmware that may be rolled back is good enough */
        bool unknown_refused;   /* nothing may be in a report that is not known here */
        bool debug;             /* a guest may be debugged */
        bool migration;         /* a guest may be moved by a migration agent */
        struct snp_tcb minimum; /* of each part of REPORTED_TCB */
        bool any_measurement;   /* then there is no list, and the step is skipped */
        const struct measurement *measurements;
        size_t measurement_count;
        size_t chip_count; /* 0: any chip */
        uint8_t chips[CHIPS_MAX][SNP_CHIP_ID_SIZE];
        struct report_demands demands;
        const struct reference_images *references; /* or NULL */
};

#endif
