/*
 * services/attest/manifests.h - the manifests that services have registered, by GUID and version
 * (lib/svsm/attest_message.h).
 */
#ifndef SERVICES_ATTEST_MANIFESTS_H
#define SERVICES_ATTEST_MANIFESTS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/svsm/attest_message.h"
#include "lib/svsm/services_manifest.h"

/* The largest services manifest that the registered ones can make. */
#define MANIFESTS_SIZE_MAX               \
        (SVSM_SERVICES_MANIFEST_HEADER + \
         ATTEST_MANIFESTS_MAX * (SVSM_SERVICES_MANIFEST_ENTRY + ATTEST_MANIFEST_MAX))

enum manifest_lookup {
        MANIFEST_FOUND = 0,
        MANIFEST_NO_SERVICE = -1, /* nobody has registered the GUID */
        MANIFEST_NO_VERSION = -2, /* but not this version */
};

/*
 * One piece of a manifest of @sender's. It is there once its last piece is; a piece that does not
 * follow the one before, or a GUID that another sender has registered, is refused and what came
 * before it forgotten.
 */
__attribute__((warn_unused_result)) enum attest_peer_result
manifests_register(const char *sender, const struct attest_peer_register *head, const void *piece,
                   size_t size);

__attribute__((warn_unused_result)) enum manifest_lookup
manifests_find(const uint8_t guid[SVSM_GUID_SIZE], uint32_t version, struct service_manifest *out);

/* The services manifest: of each GUID the lowest version, in the order of their registration. */
void manifests_write_all(struct bytes_writer *writer);

/* Forgets everything; for tests. */
void manifests_reset(void);

#endif
