/* fuzz/snp/id_block_seed.c - writes ID blocks with and without an author key into the directory given. */
#include <openssl/ec.h>

#include "fuzz/seed.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/id.h"

/* In the place of the command's, which prints. */
int image_error(const char *format, ...)
{
        (void)format;
        return 1;
}

int main(int argc, char **argv)
{
        const struct image_signer id_key = { .key = EVP_EC_gen("P-384") };
        const struct image_signer author = { .key = EVP_EC_gen("P-384") };
        struct igvm_snp_id_block with = { .compatibility_mask = 1, .guest_svn = 1 };
        struct igvm_snp_id_block without = with;
        int failed = argc != 2 || image_id_sign(&with, 0x30000, &id_key, &author) ||
                     image_id_sign(&without, 0x30000, &id_key, NULL) ||
                     write_seed(argv[1], "author", &with, sizeof(with)) ||
                     write_seed(argv[1], "alone", &without, sizeof(without));

        EVP_PKEY_free(id_key.key);
        EVP_PKEY_free(author.key);
        return failed;
}
