/*
 * tools/attest/attested.h - what a manifest of the SVSM says: which keys the vTPM has, which profile
 * made it (lib/svsm/attest.h).
 */
#ifndef TOOLS_ATTEST_ATTESTED_H
#define TOOLS_ATTEST_ATTESTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/profile/compiled.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"

#define ATTESTED_KEYS_MAX PROFILE_KEYS_MAX

/* A TPMT_PUBLIC of the manifest, and as it was read. */
struct attested_key {
        const uint8_t *data;
        size_t size;
        struct tpm_public public;
};

/* A certificate that the profile asks for. */
struct attested_certificate {
        uint32_t nv_index;
        bool there;
};

/* Points into the manifest's bytes. */
struct attested {
        unsigned int services; /* in a services manifest, else 1 */
        size_t key_count;      /* 0: the vTPM's manifest is not there */
        struct attested_key keys[ATTESTED_KEYS_MAX];
        size_t unknown_keys; /* of a list: of kinds that are not known here; none of them is above */
        bool has_profile;    /* Cashew's own manifest is there */
        char profile_name[PROFILE_NAME_MAX + 1];
        uint32_t profile_revision;
        uint8_t profile_digest[PROFILE_DIGEST_SIZE];
        size_t certificate_count;
        struct attested_certificate certificates[PROFILE_CERTS_MAX];
};

enum attested_kind {
        ATTESTED_SERVICES = 0,
        ATTESTED_VTPM_V0 = 1,
        ATTESTED_VTPM_V1 = 2,
        ATTESTED_PROFILE = 3,
};

/* Reads a manifest. Returns NULL, or what is wrong as the end of a sentence. */
__attribute__((warn_unused_result)) const char *
attested_read(enum attested_kind kind, const void *data, size_t size, struct attested *out);

#endif
