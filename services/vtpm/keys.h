/*
 * services/vtpm/keys.h - which keys a TPM is born with, and where they and their certificates lie.
 *
 * This table is all that the manufacture knows of a platform's taste.
 */
#ifndef SERVICES_VTPM_KEYS_H
#define SERVICES_VTPM_KEYS_H

#include <stddef.h>
#include <stdint.h>

/* One key and its certificate. */
struct vtpm_key {
        const char *name;        /* for the log */
        uint32_t hierarchy;      /* TPM_RH_* in which it is a primary key */
        const uint8_t *template; /* TPMT_PUBLIC, byte for byte: another `unique` is another key */
        size_t template_size;
        uint32_t handle;        /* persistent */
        uint16_t purpose;       /* enum wire_purpose of the certificate */
        uint32_t nv_index;      /* of the certificate */
        uint32_t nv_attributes; /* as defined, before the index is written and locked */
};

/* At most WIRE_KEYS_MAX. */
extern const struct vtpm_key vtpm_keys[];
extern const size_t vtpm_key_count;

#endif
