/* tools/image/sign/examine.h - what `cashew image sign` and `cashew image verify` both look at: keys, and an ID block's launch. */
#ifndef TOOLS_IMAGE_SIGN_EXAMINE_H
#define TOOLS_IMAGE_SIGN_EXAMINE_H

#include "lib/igvm/digest.h"
#include "tools/image/launch/id.h"

/* An ID block as the security processor judges it at the end of a launch from the file. */
struct image_examination {
        struct image_id found;
        uint8_t digest[IGVM_DIGEST_SIZE]; /* of the launch; zeros if the file is not for SEV-SNP */
        enum snp_id_problem problem;      /* these two: if there are a block and a policy */
        struct snp_id_facts facts;
};

/*
 * The launch is that by @loader. The file must be right and measurable (image_is_measurable()); whether what
 * it says is good, is in @out->problem.
 */
void image_examine(const struct igvm_file *file, enum igvm_loader loader,
                   struct image_examination *out);

#endif
