/*
 * tools/policy/file.h - policy.yaml: which machines a CA or a verifier believes, and which TPMs a CA certifies.
 *
 *   trusted-arks: [ark.pem]           files, PEM or DER; names are relative to the policy's directory
 *   crls: [milan.crl]                 AMD's lists of revoked intermediates, PEM or DER
 *   measurements:                     launch digests of the images that may ask; any: all of them, for who goes by ID keys
 *     - {digest: "96 digits", label: linux.igvm}
 *   reference-values:                 files that say it of images: CoRIM or in-toto, unsigned, or signed by a key
 *     - linux.corim
 *     - {file: signed.corim, key: builder.pem}
 *   chips: ["128 or 16 digits"]       CHIP_IDs of the chips that may ask
 *   profiles: [tcg-low, ./mine.yaml]  as tools/profile/load/open.h finds them
 *   vmpl: 0                           who must have asked for the report
 *   time: 2025-06-30                  when the evidence is looked at; left out: now
 *   minimum-tcb: {boot-loader: 3, tee: 0, snp: 8, microcode: 115, fmc: 0}
 *   vcek: allow                       refuse: only a provider's key may have signed
 *   vlek: refuse                      allow: a report may be signed by the provider's key
 *   masked-chip: refuse               allow: a report may hide its chip
 *   provisional-firmware: refuse
 *   unknown-bits: allow               refuse: nothing may be in a report that is not known here
 *   debug: refuse                     allow: the host may debug the guest
 *   migration: refuse                 allow: a migration agent may move it
 *   unattested: refuse                allow: requests without a report too; nothing is proven then
 *   demand: {...}                     what else a machine must have: tools/policy/demands.h
 *   gce:                              for the extension of Google's attestation key certificates
 *     {zone: z, project-number: 1, project-id: p, instance-id: 2, instance-name: n,
 *      security-version: 0, production: false}
 *   issuer-url: http://...            in certificates: where the issuer's is, and its CRL
 *   crl-url: http://...
 *
 * All of it may be left out; what is not allowed is refused. `cashew attest verify` reads the same, and has an option for each
 * key that is about a report (tools/attest/rules.c).
 */
#ifndef TOOLS_POLICY_FILE_H
#define TOOLS_POLICY_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "tools/policy/policy.h"

/*
 * Reads the policy in @path. NULL after printing everything that is wrong to @errors, a line each:
 * FILE:LINE:COLUMN: what was found, what was expected. policy_free() frees it.
 */
struct ca_policy *policy_load(const char *path, FILE *errors);

/* The same for @size bytes of text; @path stands for the file, and names are relative to where it is. */
struct ca_policy *policy_load_text(const char *path, const void *text, size_t size, FILE *errors);

/* The same, and what the policy names is of @files (files.h). */
struct ca_policy *policy_load_with(const char *path, const void *text, size_t size,
                                   const void *files, FILE *errors);

#endif
