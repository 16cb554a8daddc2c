/*
 * tools/attest/ear/vector.h - what the steps of a verdict say in the words of AR4SI (draft-ietf-rats-ar4si): a vector of
 * trustworthiness claims and a tier for each of two attesters, the machine and its TPM.
 *
 * A claim is made only if a step was taken that bears it out; what nobody looked at is 0. docs/ear.md has the table for people.
 */
#ifndef TOOLS_ATTEST_EAR_VECTOR_H
#define TOOLS_ATTEST_EAR_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/steps.h"

/* Numbers are the vector's keys in CBOR (section 3.1). */
enum ear_claim {
        EAR_INSTANCE = 0,
        EAR_CONFIGURATION = 1,
        EAR_EXECUTABLES = 2,
        EAR_FILE_SYSTEM = 3,
        EAR_HARDWARE = 4,
        EAR_RUNTIME = 5,
        EAR_STORAGE = 6,
        EAR_SOURCED = 7,
        EAR_CLAIMS
};

/* Trustworthiness tiers (section 3.2), and the first value of each. */
enum ear_tier {
        EAR_NONE = 0,
        EAR_AFFIRMING = 2,
        EAR_WARNING = 32,
        EAR_CONTRAINDICATED = 96,
};

enum ear_attester { EAR_MACHINE, EAR_TPM, EAR_ATTESTERS };

/* What steps do not say because it was allowed, or because it is about what was asked. */
struct ear_facts {
        bool has_report;
        bool visible;        /* the guest's policy lets the host debug it, or an agent move it */
        bool provisional;    /* the firmware can be rolled back */
        bool fresh;          /* there was a nonce, or REPORT_DATA that somebody expects */
        bool key_given;      /* the TPM's attestation key came from who verifies */
        bool pcrs_expected;  /* values of PCRs, or their digest, came from who verifies */
        bool boot_looked_at; /* there was a quote or a log of events */
};

struct ear_appraisal {
        bool present; /* a step was taken for this attester */
        uint8_t vector[EAR_CLAIMS];
        enum ear_tier status;
};

void ear_appraise(const struct steps *steps, const struct ear_facts *facts,
                  struct ear_appraisal out[EAR_ATTESTERS]);

/* The tier that a claim's value is in. */
enum ear_tier ear_tier_of(uint8_t value);

/* True if the step is of that attester. Those that are not known here are the machine's. */
bool ear_step_is_of(const char *name, enum ear_attester attester);

#endif
