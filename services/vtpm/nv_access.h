/* services/vtpm/nv_access.h - by whose authorization vtpmd reads and writes an NV index. */
#ifndef SERVICES_VTPM_NV_ACCESS_H
#define SERVICES_VTPM_NV_ACCESS_H

#include "services/vtpm/memory.h"
#include "services/vtpm/commands/nv.h"

/*
 * Finds the way to write, or to read, the index of @nv: the platform, the index's own authorization
 * value, the owner, or for writing a policy that is TPM2_PolicySecret of a hierarchy. A session is
 * good for one command. Returns 0; -1 with a log line if there is no way or no session.
 */
__attribute__((warn_unused_result)) int nv_access_write(const struct profile_nv *nv,
                                                        const struct memory_nv *memory,
                                                        struct tpm_nv_access *out);
__attribute__((warn_unused_result)) int nv_access_read(const struct profile_nv *nv,
                                                       const struct memory_nv *memory,
                                                       struct tpm_nv_access *out);

/* Whoever defines and undefines it. */
uint32_t nv_definer(const struct profile_nv *nv);

#endif
