/* lib/igvm/digest.c - see digest.h. PAGE_INFO: SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE. */
#include "lib/igvm/digest.h"

static const uint8_t zeros[IGVM_PAGE_SIZE];

void igvm_digest_init(struct igvm_digest *digest)
{
        memset(digest, 0, sizeof(*digest));
}

static void hash_zero_page(struct igvm_digest *digest)
{
        if (!digest->zero_page_known)
                sha384(zeros, sizeof(zeros), digest->zero_page);
        digest->zero_page_known = true;
        memcpy(digest->contents, digest->zero_page, IGVM_DIGEST_SIZE);
}

static void hash_part_of_page(struct igvm_digest *digest, const struct igvm_launch_page *page)
{
        uint8_t whole[IGVM_PAGE_SIZE] = { 0 };

        memcpy(whole, page->contents, page->contents_size);
        sha384(whole, sizeof(whole), digest->contents);
}

static void hash_contents(struct igvm_digest *digest, const struct igvm_launch_page *page)
{
        if (!snp_page_contents_count(page->type))
                memset(digest->contents, 0, IGVM_DIGEST_SIZE);
        else if (!page->contents)
                hash_zero_page(digest);
        else if (page->contents_size < IGVM_PAGE_SIZE)
                hash_part_of_page(digest, page);
        else
                sha384(page->contents, IGVM_PAGE_SIZE, digest->contents);
}

/* Type and address count for every page, so that no page can be left out, moved, or taken for another kind. */
void igvm_digest_page(struct igvm_digest *digest, const struct igvm_launch_page *page)
{
        struct snp_page_info info = {
                .length = sizeof(info),
                .page_type = (uint8_t)page->type,
                .gpa = page->gpa,
        };

        hash_contents(digest, page);
        memcpy(info.digest, digest->value, sizeof(info.digest));
        memcpy(info.contents, digest->contents, sizeof(info.contents));
        sha384(&info, sizeof(info), digest->value);
}

void igvm_measure_launch(struct igvm_launch launch, uint8_t out[IGVM_DIGEST_SIZE])
{
        struct igvm_launch_page page;
        struct igvm_digest digest;

        igvm_digest_init(&digest);
        while (igvm_launch_next(&launch, &page))
                igvm_digest_page(&digest, &page);
        memcpy(out, digest.value, IGVM_DIGEST_SIZE);
}

void igvm_measure(const struct igvm_file *file, uint32_t mask, uint8_t out[IGVM_DIGEST_SIZE])
{
        igvm_measure_launch(igvm_launch_start(file, mask, IGVM_LOADER_FORMAT), out);
}
