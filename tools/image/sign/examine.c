/* tools/image/sign/examine.c - see examine.h. */
#include "tools/image/sign/examine.h"

#include "tools/image/launch/start.h"

/*
 * In the order of a launch: pages are measured, and at the end the block is judged by that digest and that
 * policy (SNP_LAUNCH_FINISH).
 */
void image_examine(const struct igvm_file *file, enum igvm_loader loader,
                   struct image_examination *out)
{
        struct snp_id id;

        *out = (struct image_examination){ 0 };
        image_id_find(file, &out->found);
        if (out->found.mask)
                igvm_measure_launch(image_launch_by(file, out->found.mask, loader), out->digest);
        if (!out->found.has_block || !out->found.has_policy)
                return;
        snp_id_from_igvm(&out->found.block, out->found.policy, &id);
        snp_id_facts(&id, &out->facts);
        out->problem = snp_id_check(&id, out->digest, out->found.policy);
}
