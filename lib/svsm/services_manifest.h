/*
 * lib/svsm/services_manifest.h - the services manifest of SVSM_ATTEST_SERVICES, written and read
 * (SVSM 1.00, section 7; layout in lib/svsm/attest.h). Little-endian.
 */
#ifndef LIB_SVSM_SERVICES_MANIFEST_H
#define LIB_SVSM_SERVICES_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/svsm/attest.h"

#define SERVICES_MANIFEST_MAX 32 /* services in it, at most */

/* One service's own manifest. Points to bytes of somebody else's. */
struct service_manifest {
        uint8_t guid[SVSM_GUID_SIZE]; /* mixed-endian, as SVSM_GUID_VTPM */
        const uint8_t *data;
        size_t size; /* bytes */
};

/* A services manifest that has been checked; points into the caller's bytes. */
struct services_manifest {
        const uint8_t *data;
        unsigned int count;
};

enum services_manifest_error {
        SERVICES_MANIFEST_OK = 0,
        SERVICES_MANIFEST_NOT_ONE = -1, /* it does not begin with the GUID */
        SERVICES_MANIFEST_SIZE = -2,    /* its length is not the one that it says */
        SERVICES_MANIFEST_TOO_MANY = -3,
        SERVICES_MANIFEST_OUTSIDE = -4, /* a service's manifest lies outside, or in the entries */
        SERVICES_MANIFEST_TWICE = -5,   /* a GUID is there twice, or two manifests overlap */
};

/* Appends the manifest of @count services; the writer has failed if they do not fit. */
void services_manifest_write(struct bytes_writer *writer, const struct service_manifest *services,
                             unsigned int count);

/* Checks all of @data, which is one manifest and no more. *@out is unchanged on failure. */
__attribute__((warn_unused_result)) enum services_manifest_error
services_manifest_open(struct services_manifest *out, const void *data, size_t size);

/* What is wrong, for people. */
const char *services_manifest_error_text(enum services_manifest_error error);

/* The service @index, which is below count. */
struct service_manifest services_manifest_entry(const struct services_manifest *manifest,
                                                unsigned int index);

/* The manifest of the service with that GUID. Returns 0, or -1 if it is not listed. */
__attribute__((warn_unused_result)) int
services_manifest_find(const struct services_manifest *manifest, const uint8_t guid[SVSM_GUID_SIZE],
                       struct service_manifest *out);

#endif
