/* lib/igvm/id_block.c - see id_block.h. */
#include "lib/igvm/id_block.h"

#include "lib/base/memory.h"

static void signature_from_igvm(const struct igvm_snp_signature *in, struct snp_signature *out)
{
        memcpy(out->r, in->r, sizeof(out->r));
        memcpy(out->s, in->s, sizeof(out->s));
}

static void key_from_igvm(const struct igvm_snp_public_key *in, struct snp_public_key *out)
{
        out->curve = in->curve;
        memcpy(out->qx, in->qx, sizeof(out->qx));
        memcpy(out->qy, in->qy, sizeof(out->qy));
}

void snp_id_from_igvm(const struct igvm_snp_id_block *block, uint64_t policy, struct snp_id *out)
{
        memset(out, 0, sizeof(*out));
        memcpy(out->block.launch_digest, block->launch_digest, sizeof(out->block.launch_digest));
        memcpy(out->block.family_id, block->family_id, sizeof(out->block.family_id));
        memcpy(out->block.image_id, block->image_id, sizeof(out->block.image_id));
        out->block.version = block->version;
        out->block.guest_svn = block->guest_svn;
        out->block.policy = policy;
        out->auth.id_key_algorithm = block->id_key_algorithm;
        out->auth.author_key_algorithm = block->author_key_algorithm;
        signature_from_igvm(&block->id_key_signature, &out->auth.id_block_signature);
        key_from_igvm(&block->id_public_key, &out->auth.id_key);
        signature_from_igvm(&block->author_key_signature, &out->auth.id_key_signature);
        key_from_igvm(&block->author_public_key, &out->auth.author_key);
        out->author_key_enabled = block->author_key_enabled != 0;
}
