/* tools/policy/policy.h - what a policy says, read: from a file (file.h) or a command line (tools/attest/rules.h). */
#ifndef TOOLS_POLICY_POLICY_H
#define TOOLS_POLICY_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/evidence/rules.h"
#include "tools/policy/gce.h"
#include "tools/profile/load/open.h"

#define POLICY_ARKS_MAX         16
#define POLICY_MEASUREMENTS_MAX 256
#define POLICY_PROFILES_MAX     32
#define POLICY_TEXT_MAX         255
#define POLICY_FILE_DIGEST      32

struct ca_policy {
        struct report_rules rules; /* roots, measurements and references are those below */
        struct measurement measurements[POLICY_MEASUREMENTS_MAX];
        struct reference_images references;
        bool has_file;
        uint8_t file_digest[POLICY_FILE_DIGEST]; /* SHA-256 */
        const void *files; /* where those are that it names (files.h); NULL: in the file system */
        uint32_t root_count;
        uint32_t profile_count;
        struct profile_file profiles[POLICY_PROFILES_MAX];
        bool unattested;
        bool has_gce;
        struct gce_instance gce;
        char issuer_url[POLICY_TEXT_MAX + 1]; /* or empty */
        char crl_url[POLICY_TEXT_MAX + 1];
};

/* One that demands nothing and allows nothing: without roots and measurements. NULL: there is no memory for it. */
struct ca_policy *policy_new(void);

void policy_free(struct ca_policy *policy);

/* The profile with that digest, or NULL. */
const struct profile_file *policy_find_profile(const struct ca_policy *policy, const void *digest,
                                               size_t size);

#endif
