/* tools/attest/identity.h - what an image's ID block must have said, by the report: IDs, SVN, who has signed. */
#ifndef TOOLS_ATTEST_IDENTITY_H
#define TOOLS_ATTEST_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/snp/report.h"
#include "tools/common/steps.h"

/* What may be demanded; each is the argument of an option. */
enum identity_demand {
        IDENTITY_ID_KEY,        /* a key at a store URI */
        IDENTITY_ID_KEY_DIGEST, /* hexadecimal digits */
        IDENTITY_AUTHOR_KEY,
        IDENTITY_AUTHOR_KEY_DIGEST,
        IDENTITY_FAMILY_ID, /* hexadecimal digits or text */
        IDENTITY_IMAGE_ID,
        IDENTITY_GUEST_SVN, /* at least */
        IDENTITY_DEMANDS,
};

/* All zeros: nothing is demanded. */
struct identity_rules {
        bool id_key, author_key, family, image, svn; /* whether it is */
        uint8_t id_key_digest[48];
        uint8_t author_key_digest[48];
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint32_t guest_svn;
};

/* Adds a demand to *@out. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int identity_read(enum identity_demand demand, const char *text,
                                                      struct identity_rules *out);

/* One step for each demand; without any, what there is of an ID block is shown as skipped. */
void identity_check(const struct snp_report *report, const struct identity_rules *rules,
                    struct steps *steps);

#endif
