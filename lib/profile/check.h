/*
 * lib/profile/check.h - what the parts of lib/profile say to each other.
 *
 * A check returns NULL, or what is wrong as the end of a sentence. Checks of one record see only
 * what comes before it; those of references see everything.
 */
#ifndef LIB_PROFILE_CHECK_H
#define LIB_PROFILE_CHECK_H

#include "lib/profile/compiled.h"

/* One record, the last one of its kind in @profile. */
const char *profile_check_name(struct profile_bytes name);
const char *profile_check_requirement(const struct profile *profile);
const char *profile_check_bank(const struct profile *profile);
const char *profile_check_key(const struct profile *profile);
const char *profile_check_nv(const struct profile *profile);

/* What key number @key, or NV record number @nv, says of other records. */
const char *profile_check_key_references(const struct profile *profile, uint32_t key);
const char *profile_check_nv_references(const struct profile *profile, uint32_t nv);

/* Certificate, manifests, hook: everything that they name comes before them. */
const char *profile_check_certificate(const struct profile *profile);
const char *profile_check_manifest_key(const struct profile *profile, uint8_t key);
const char *profile_check_manifest_v1(const struct profile *profile);
const char *profile_check_hook(const struct profile *profile);

/* Of the same length, and byte by byte. */
bool profile_same_bytes(struct profile_bytes left, struct profile_bytes right);

/* Bytes of the template of @key, and at most of its TPMT_PUBLIC once made; its head is well-formed. */
size_t profile_template_size(const struct profile_key *key);
size_t profile_public_size(const struct profile_key *key);

/* Writes @profile as it is, sensible or not. Returns its size, or 0 if it does not fit. */
size_t profile_encode(const struct profile *profile, void *out, size_t capacity);

#endif
