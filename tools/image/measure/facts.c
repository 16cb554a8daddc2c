/* tools/image/measure/facts.c - see facts.h. */
#include "tools/image/measure/facts.h"

#include <string.h>

#include "tools/common/store_key.h"
#include "tools/image/common/say.h"
#include "tools/rats/signing.h"

int image_facts_find(const struct igvm_file *file, const uint8_t digest[IGVM_DIGEST_SIZE],
                     struct image_facts *out)
{
        struct snp_id id;

        *out = (struct image_facts){ .digest = digest };
        image_id_find(file, &out->id);
        if (!out->id.has_block)
                return 0;
        snp_id_from_igvm(&out->id.block, out->id.policy, &id);
        if (memcmp(id.block.launch_digest, digest, IGVM_DIGEST_SIZE) != 0)
                return image_error("the ID block is for another launch digest: no report will say "
                                   "both");
        snp_id_facts(&id, &out->block);
        return 0;
}

EVP_PKEY *image_facts_key(const char *option, const char *uri)
{
        EVP_PKEY *key = store_key_private("image", uri);

        if (!key || signing_algorithm_of(key))
                return key;
        (void)image_error("--%s: expected %s", option, SIGNING_EXPECTED);
        EVP_PKEY_free(key);
        return NULL;
}
