/* tools/attest/identity.h - what an image's ID block must have said, by the report: IDs, SVN, who has signed (tools/evidence/demands.h). */
#ifndef TOOLS_ATTEST_IDENTITY_H
#define TOOLS_ATTEST_IDENTITY_H

#include "tools/evidence/demands.h"

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

/* Adds a demand to *@out. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int identity_read(enum identity_demand demand, const char *text,
                                                      struct report_demands *out);

#endif
