/*
 * fuzz/snp/id_block.c - the security processor's judgement of an ID block, given any directive: nothing crashes, and what is
 * accepted is reported as it stands. The seed is signed, so that mutations reach what is behind each signature.
 */
#include <stdlib.h>
#include <string.h>

#include <bearssl.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/id_block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void sha384(const void *data, size_t size, uint8_t out[IGVM_DIGEST_SIZE])
{
        br_sha384_context context;

        br_sha384_init(&context);
        br_sha384_update(&context, data, size);
        br_sha384_out(&context, out);
}

static void check_facts(const struct igvm_snp_id_block *block, const struct snp_id *id)
{
        static const uint8_t none[48];
        struct snp_id_facts facts;

        snp_id_facts(id, &facts);
        if (memcmp(facts.family_id, block->family_id, sizeof(facts.family_id)) != 0 ||
            memcmp(facts.image_id, block->image_id, sizeof(facts.image_id)) != 0 ||
            facts.guest_svn != block->guest_svn ||
            facts.author_key_enabled != (block->author_key_enabled != 0) ||
            (memcmp(facts.author_key_digest, none, sizeof(none)) != 0) != facts.author_key_enabled)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct igvm_snp_id_block block = { 0 };
        enum snp_id_problem problem;
        struct snp_id id;

        memcpy(&block, data, size < sizeof(block) ? size : sizeof(block));
        snp_id_from_igvm(&block, 0x30000, &id);
        problem = snp_id_check(&id, block.launch_digest, 0x30000);
        if (problem >= SNP_ID_PROBLEM_COUNT || !snp_id_problem_text(problem))
                abort();
        check_facts(&block, &id);
        return 0;
}
