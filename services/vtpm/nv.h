/* services/vtpm/nv.h - the NV indices that the profile says the TPM has. */
#ifndef SERVICES_VTPM_NV_H
#define SERVICES_VTPM_NV_H

#include "lib/wire/manufacture.h"
#include "services/vtpm/memory.h"

#define NV_SIZE_MAX 8192 /* of one index */

/* An index of the profile, and what vtpmd remembers of it. */
struct nv_index {
        const struct profile_nv *nv;
        struct memory_nv *memory;
};

/*
 * Makes sure that the index is there, as the profile says, with @content (which is padded with
 * zeros): defined, written, locked, read back and compared. What the guest may have done to it since
 * the last boot is treated as the profile says; an index that the owner defines is the guest's to
 * change. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int nv_ensure(const struct nv_index *index,
                                                  struct wire_blob content);

/*
 * Reads all of the index, if it is there and written as the profile says; else *@size is 0. @data
 * has room for NV_SIZE_MAX bytes.
 */
__attribute__((warn_unused_result)) int nv_read(const struct nv_index *index, uint8_t *data,
                                                size_t *size);

#endif
