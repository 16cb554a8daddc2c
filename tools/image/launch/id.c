/*
 * tools/image/launch/id.c - see id.h. The headers are GUEST_POLICY and SNP_ID_BLOCK (igvm_defs,
 * IGVM_VHS_GUEST_POLICY and IGVM_VHS_SNP_ID_BLOCK).
 */
#include "tools/image/launch/id.h"

#include <stdlib.h>
#include <string.h>

/*
 * The strict reader takes one header of either type for a platform. What they say is copied, like all that is
 * in a mapped file.
 */
static void take_header(const struct igvm_header *header, struct image_id *out)
{
        struct igvm_guest_policy policy;

        if (header->type == IGVM_GUEST_POLICY) {
                igvm_body(header, &policy, sizeof(policy));
                out->policy = policy.policy;
                out->has_policy = true;
        } else if (header->type == IGVM_SNP_ID_BLOCK) {
                igvm_body(header, &out->block, sizeof(out->block));
                out->has_block = true;
        }
}

void image_id_find(const struct igvm_file *file, struct image_id *out)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;

        *out = (struct image_id){ .mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP) };
        while (igvm_next(&iterator, &header))
                if (header.known && (igvm_mask(&header) & out->mask))
                        take_header(&header, out);
}
