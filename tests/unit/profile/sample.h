/*
 * tests/unit/profile/sample.h - a profile that has something of everything and is in order, for
 * tests to break.
 */
#ifndef TESTS_UNIT_PROFILE_SAMPLE_H
#define TESTS_UNIT_PROFILE_SAMPLE_H

#include "lib/profile/compiled.h"

/* The records of the sample, by their numbers. */
enum sample_key {
        SAMPLE_EK_RSA,   /* RSA-2048, persistent, unique with a nonce, certificate */
        SAMPLE_EK_ECC,   /* P-256, persistent with random authorization, certificate */
        SAMPLE_AK,       /* P-256 signing key, transient, unique random once */
        SAMPLE_TEMPLATE, /* RSA-2048 signing key, never made */
};

enum sample_nv {
        SAMPLE_CERTIFICATE_RSA, /* required, locked */
        SAMPLE_CERTIFICATE_AK,  /* 4096 bytes, authorization random at each boot */
        SAMPLE_NONCE,           /* 16 bytes of literal */
        SAMPLE_AK_TEMPLATE,
        SAMPLE_POLICY, /* written by a policy, WRITEALL, 34 bytes of literal */
        SAMPLE_REPORT, /* 2900 bytes */
        SAMPLE_EMPTY,  /* 64 bytes, never written */
        SAMPLE_PUBLIC, /* the TPM2B_PUBLIC of the ECC EK */
};

struct profile sample_profile(void);

/* A literal profile_bytes of an array. */
#define SAMPLE_BYTES(array) ((struct profile_bytes){ (array), sizeof(array) })

#endif
