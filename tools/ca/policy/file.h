/*
 * tools/ca/policy/file.h - policy.yaml: which machines a CA believes, and which TPMs it certifies.
 *
 *   trusted-arks: [ark.pem]           files, PEM or DER; names are relative to the policy's directory
 *   measurements:                     launch digests of the images that may ask
 *     - {digest: "96 digits", label: linux.igvm}
 *   profiles: [tcg-low, ./mine.yaml]  as tools/profile/load/open.h finds them
 *   vmpl: 0                           who must have asked for the report
 *   minimum-tcb: {boot-loader: 3, tee: 0, snp: 8, microcode: 115, fmc: 0}
 *   vlek: refuse                      allow: a report may be signed by the provider's key
 *   provisional-firmware: refuse
 *   unattested: refuse                allow: requests without a report too; nothing is proven then
 *   demand: {...}                     what else a machine must have: tools/ca/policy/demands.h
 *   gce:                              for the extension of Google's attestation key certificates
 *     {zone: z, project-number: 1, project-id: p, instance-id: 2, instance-name: n,
 *      security-version: 0, production: false}
 *   issuer-url: http://...            in certificates: where the issuer's is, and its CRL
 *   crl-url: http://...
 *
 * All of it may be left out; what is not allowed is refused.
 */
#ifndef TOOLS_CA_POLICY_FILE_H
#define TOOLS_CA_POLICY_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tools/evidence/verify.h"
#include "tools/ca/authority/gce.h"
#include "tools/profile/load/open.h"

#define POLICY_ARKS_MAX         16
#define POLICY_MEASUREMENTS_MAX 256
#define POLICY_PROFILES_MAX     32
#define POLICY_TEXT_MAX         255

struct ca_policy {
        struct report_rules rules; /* roots and measurements are those below */
        struct measurement measurements[POLICY_MEASUREMENTS_MAX];
        uint32_t root_count;
        uint32_t profile_count;
        struct profile_file profiles[POLICY_PROFILES_MAX];
        bool unattested;
        bool has_gce;
        struct gce_instance gce;
        char issuer_url[POLICY_TEXT_MAX + 1]; /* or empty */
        char crl_url[POLICY_TEXT_MAX + 1];
};

/*
 * Reads the policy in @path. NULL after printing everything that is wrong to @errors, a line each:
 * FILE:LINE:COLUMN: what was found, what was expected. policy_free() frees it.
 */
struct ca_policy *policy_load(const char *path, FILE *errors);

/* The same for @size bytes of text; @path stands for the file, and names are relative to where it is. */
struct ca_policy *policy_load_text(const char *path, const void *text, size_t size, FILE *errors);

void policy_free(struct ca_policy *policy);

/* The profile with that digest, or NULL. */
const struct profile_file *policy_find_profile(const struct ca_policy *policy, const void *digest,
                                               size_t size);

#endif
