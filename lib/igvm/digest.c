/* lib/igvm/digest.c - see digest.h. */
#include "lib/igvm/digest.h"

static const uint8_t zeros[IGVM_PAGE_SIZE];

void igvm_digest_init(struct igvm_digest *digest)
{
        memset(digest, 0, sizeof(*digest));
}

static void hash_zero_page(struct igvm_digest *digest, uint8_t out[IGVM_DIGEST_SIZE])
{
        if (!digest->zero_page_known)
                igvm_sha384(zeros, sizeof(zeros), digest->zero_page);
        digest->zero_page_known = true;
        memcpy(out, digest->zero_page, IGVM_DIGEST_SIZE);
}

static void hash_contents(struct igvm_digest *digest, enum snp_page_type type, const void *contents,
                          uint8_t out[IGVM_DIGEST_SIZE])
{
        if (type != SNP_PAGE_NORMAL && type != SNP_PAGE_VMSA)
                memset(out, 0, IGVM_DIGEST_SIZE);
        else if (contents)
                igvm_sha384(contents, IGVM_PAGE_SIZE, out);
        else
                hash_zero_page(digest, out);
}

void igvm_digest_page(struct igvm_digest *digest, enum snp_page_type type, uint64_t gpa,
                      const void *contents)
{
        struct snp_page_info info = {
                .length = sizeof(info),
                .page_type = (uint8_t)type,
                .gpa = gpa,
        };

        memcpy(info.digest, digest->value, sizeof(info.digest));
        hash_contents(digest, type, contents, info.contents);
        igvm_sha384(&info, sizeof(info), digest->value);
}

static void measure_page(struct igvm_digest *digest, const struct igvm_file *file,
                         const struct igvm_header *header)
{
        struct igvm_page_data page;
        enum snp_page_type type = SNP_PAGE_NORMAL;

        igvm_body(header, &page, sizeof(page));
        if (page.flags & IGVM_PAGE_SHARED)
                return;
        if (page.data_type == IGVM_PAGE_SECRETS)
                type = SNP_PAGE_SECRETS;
        else if (page.data_type == IGVM_PAGE_CPUID_DATA || page.data_type == IGVM_PAGE_CPUID_XF)
                type = SNP_PAGE_CPUID;
        else if (page.flags & IGVM_PAGE_UNMEASURED)
                type = SNP_PAGE_UNMEASURED;
        igvm_digest_page(digest, type, page.gpa, igvm_data(file, page.file_offset));
}

static void measure_insert(struct igvm_digest *digest, const struct igvm_file *file,
                           const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;

        igvm_body(header, &insert, sizeof(insert));
        if (!igvm_find_area(file, insert.parameter_area_index, &area))
                return;
        for (uint64_t at = 0; at < area.number_of_bytes; at += IGVM_PAGE_SIZE)
                igvm_digest_page(digest, SNP_PAGE_UNMEASURED, insert.gpa + at, NULL);
}

static void measure_context(struct igvm_digest *digest, const struct igvm_file *file,
                            const struct igvm_header *header)
{
        uint8_t page[IGVM_PAGE_SIZE] = { 0 };
        struct igvm_vp_context context;

        igvm_body(header, &context, sizeof(context));
        memcpy(page, igvm_data(file, context.file_offset), IGVM_VMSA_SIZE);
        igvm_digest_page(digest, SNP_PAGE_VMSA, context.gpa, page);
}

static void measure_header(struct igvm_digest *digest, const struct igvm_file *file,
                           const struct igvm_header *header)
{
        if (header->type == IGVM_PAGE_DATA)
                measure_page(digest, file, header);
        else if (header->type == IGVM_PARAMETER_INSERT)
                measure_insert(digest, file, header);
        else if (header->type == IGVM_VP_CONTEXT)
                measure_context(digest, file, header);
}

void igvm_measure(const struct igvm_file *file, uint32_t mask, uint8_t out[IGVM_DIGEST_SIZE])
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_digest digest;
        struct igvm_header header;

        igvm_digest_init(&digest);
        while (igvm_next(&iterator, &header))
                if (header.known && (igvm_mask(&header) & mask))
                        measure_header(&digest, file, &header);
        memcpy(out, digest.value, IGVM_DIGEST_SIZE);
}
