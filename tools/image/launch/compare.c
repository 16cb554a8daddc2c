/*
 * tools/image/launch/compare.c - the first page in which two launches part: of two files, or of one file by two loaders.
 *
 * A digest that is another says nothing about the reason. Nothing is hashed here: pages are compared as the security processor
 * would see them.
 */
#include "tools/image/launch/compare.h"

#include "lib/snp/vmsa.h"
#include "tools/image/launch/start.h"

static const uint8_t zeros[IGVM_PAGE_SIZE];

/* Behind the contents that the file has, a page is zeros. */
static uint8_t byte_at(const struct igvm_launch_page *page, uint32_t offset)
{
        return page->contents && offset < page->contents_size ? page->contents[offset] : 0;
}

/* True if both have the same bytes at the same size, which is nearly always, and quickly seen. */
static bool equal_at_once(const struct igvm_launch_page *left, const struct igvm_launch_page *right)
{
        const uint8_t *left_bytes = left->contents ? left->contents : zeros;
        const uint8_t *right_bytes = right->contents ? right->contents : zeros;
        uint32_t size = left->contents_size < right->contents_size ? left->contents_size
                                                                   : right->contents_size;

        return left->contents_size == right->contents_size &&
               (left_bytes == right_bytes || memcmp(left_bytes, right_bytes, size) == 0);
}

/*
 * Contents of types that do not count (UNMEASURED, SECRETS, CPUID, ZERO) cannot part two launches: the digest
 * has zeros for them (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE, PAGE_INFO). Otherwise @parting has the first
 * byte that differs.
 */
static bool same_contents(struct image_parting *parting)
{
        const struct igvm_launch_page *pages = parting->pages;

        if (!snp_page_contents_count(pages[0].type) || equal_at_once(&pages[0], &pages[1]))
                return true;
        for (parting->offset = 0; parting->offset < IGVM_PAGE_SIZE; parting->offset++) {
                parting->bytes[0] = byte_at(&pages[0], parting->offset);
                parting->bytes[1] = byte_at(&pages[1], parting->offset);
                if (parting->bytes[0] != parting->bytes[1])
                        return false;
        }
        return true;
}

/* True if a launch, from where it stands, still gives such a page. */
static bool comes_later(struct igvm_launch launch, const struct igvm_launch_page *wanted)
{
        struct igvm_launch_page page;

        while (igvm_launch_next(&launch, &page))
                if (page.gpa == wanted->gpa && page.type == wanted->type)
                        return true;
        return false;
}

/*
 * @left and @right stand behind the pages in question. The same place and type, but other bytes: contents.
 * Another place or type: if one of the pages still comes in the other launch, only the order is another.
 */
static enum image_parting_kind judge(struct image_parting *parting, const struct igvm_launch *left,
                                     const struct igvm_launch *right)
{
        const struct igvm_launch_page *pages = parting->pages;

        if (!parting->present[0] && !parting->present[1])
                return IMAGE_NEVER_PART;
        if (!parting->present[0] || !parting->present[1])
                return IMAGE_PART_IN_NUMBER;
        if (pages[0].gpa == pages[1].gpa && pages[0].type == pages[1].type)
                return same_contents(parting) ? IMAGE_NEVER_PART : IMAGE_PART_IN_CONTENTS;
        if (comes_later(*right, &pages[0]) || comes_later(*left, &pages[1]))
                return IMAGE_PART_IN_ORDER;
        return pages[0].gpa == pages[1].gpa ? IMAGE_PART_IN_TYPE : IMAGE_PART_IN_ADDRESS;
}

/*
 * Both launches are copies, so the caller's stay where they were. The end is reached when neither has a page
 * left.
 */
struct image_parting image_compare(struct igvm_launch left, struct igvm_launch right)
{
        struct image_parting parting = { 0 };

        for (;; parting.number++) {
                parting.present[0] = igvm_launch_next(&left, &parting.pages[0]);
                parting.present[1] = igvm_launch_next(&right, &parting.pages[1]);
                parting.kind = judge(&parting, &left, &right);
                if (parting.kind != IMAGE_NEVER_PART || !parting.present[0])
                        return parting;
        }
}

const char *image_parting_text(enum image_parting_kind kind)
{
        static const char *const texts[] = {
                [IMAGE_NEVER_PART] = "nothing",  [IMAGE_PART_IN_NUMBER] = "number",
                [IMAGE_PART_IN_ORDER] = "order", [IMAGE_PART_IN_ADDRESS] = "address",
                [IMAGE_PART_IN_TYPE] = "type",   [IMAGE_PART_IN_CONTENTS] = "contents",
        };

        return texts[kind];
}

/* The body of page data header @index; false if it is another header. */
static bool find_page_data(const struct igvm_file *file, uint32_t index, struct igvm_page_data *out)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;

        while (igvm_next(&iterator, &header)) {
                if (header.index != index)
                        continue;
                if (header.type != IGVM_PAGE_DATA)
                        return false;
                igvm_body(&header, out, sizeof(*out));
                return true;
        }
        return false;
}

/*
 * @parting: of the file's order from QEMU's. QEMU loads a run of page data when it
 * ends, which the next header of another kind does not bring about (backends/igvm.c,
 * qigvm_process_mem_page()); what each case is, docs/measure.md has.
 */
static const char *reason(const struct igvm_file *file, const struct image_parting *parting)
{
        const struct igvm_launch_page *pages = parting->pages;
        struct igvm_page_data page;
        bool is_page_data = find_page_data(file, pages[1].header, &page);

        if (is_page_data && (page.flags & IGVM_PAGE_SHARED))
                return "QEMU measures a shared page too";
        if (parting->kind == IMAGE_PART_IN_CONTENTS)
                return parting->offset == offsetof(struct vmsa, cr4)
                               ? "KVM sets CR4.MCE in the save area"
                               : "KVM does not take all of the save area's fields";
        if (pages[0].type == SNP_PAGE_VMSA && pages[1].type == SNP_PAGE_VMSA)
                return pages[0].header == pages[1].header
                               ? "KVM puts every save area at 0xfffffffff000"
                               : "KVM takes save areas by vCPU";
        if (pages[1].type == SNP_PAGE_VMSA && pages[1].gpa != VMSA_LAUNCH_GPA)
                return "a save area in memory behind page data, which QEMU loads later";
        if (pages[0].type == SNP_PAGE_VMSA)
                return is_page_data ? "page data behind the save area"
                                    : "a parameter insert behind the save area";
        return "a parameter insert behind page data, which QEMU loads later";
}

/*
 * Both orders of one file, walked side by side: no page is hashed, so that every command can afford to ask.
 */
const char *image_qemu_difference(const struct igvm_file *file, uint32_t mask, uint32_t *header)
{
        struct image_parting parting =
                image_compare(image_launch_by(file, mask, IGVM_LOADER_FORMAT),
                              image_launch_by(file, mask, IGVM_LOADER_QEMU));

        if (parting.kind == IMAGE_NEVER_PART)
                return NULL;
        *header = parting.pages[1].header;
        return reason(file, &parting);
}
