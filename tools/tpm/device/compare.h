/*
 * tools/tpm/device/compare.h - what a profile says of a key or an NV index, against what a TPM has. Pure
 * functions of bytes.
 */
#ifndef TOOLS_TPM_DEVICE_COMPARE_H
#define TOOLS_TPM_DEVICE_COMPARE_H

#include "lib/profile/compiled.h"
#include "tools/profile/print/facts.h"
#include "tools/tpm/device/queries.h"

/* Field by field what differs: "attributes 0x..., policy none". */
struct difference {
        struct text found;
        struct text expected;
};

/*
 * True if @public, a TPMT_PUBLIC of @size bytes, is a key that was made from @key's template; else
 * @out says what differs.
 */
__attribute__((warn_unused_result)) bool compare_key(const struct profile_key *key,
                                                     const uint8_t *public, size_t size,
                                                     struct difference *out);

/*
 * True if the public area @found is as @nv says: written if it has content, locked if it is to be,
 * and of @size bytes unless that is 0. Else @out says what differs.
 */
__attribute__((warn_unused_result)) bool compare_nv(const struct profile_nv *nv, size_t size,
                                                    const struct device_nv *found,
                                                    struct difference *out);

/*
 * True if @found is @expected with nothing but zeros behind it; else @out says where they part.
 */
__attribute__((warn_unused_result)) bool
compare_content(struct profile_bytes expected, struct profile_bytes found, struct difference *out);

/* One line about a public area: "rsa 2048, sha256, 0x000300b2". */
void describe_public(struct text *out, const uint8_t *public, size_t size);

#endif
