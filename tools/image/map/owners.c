/* tools/image/map/owners.c - whose memory it is after boot, from the image's own parameter block. */
#include "lib/base/address.h"
#include "lib/snp/vmsa.h"
#include "tools/image/map/drawing.h"
#include "tools/image/read/pages.h"
#include "tools/image/read/registers.h"

/*
 * RDI of the first vCPU: where the image's start code looks for its parameters (docs/boot.md, "The first
 * instruction of VMPL0"). An image of another make has something else there; then it is no block, which its
 * magic number tells.
 */
static bool find_block(const struct igvm_file *file, uint32_t mask, uint64_t *gpa)
{
        const struct image_platforms platforms = image_platforms(file);
        struct image_walk walk = image_walk(file);
        struct igvm_vp_context context;
        struct image_registers state;
        struct igvm_header header;
        struct vmsa vmsa;

        while (image_walk_header(&walk, &header)) {
                if (header.type != IGVM_VP_CONTEXT || !(igvm_mask(&header) & mask))
                        continue;
                igvm_body(&header, &context, sizeof(context));
                if (context.vp_index != 0)
                        continue;
                image_registers(file, &platforms, &context, &state);
                memcpy(&vmsa, state.bytes, sizeof(vmsa));
                *gpa = vmsa.rdi;
                return vmsa.vmpl == 0 && vmsa.rdi % PAGE_SIZE == 0;
        }
        return false;
}

/* Measured, and with contents: what the host could have written says nothing about owners. */
static bool is_trusted(const struct igvm_page_data *page)
{
        return page->data_type == IGVM_PAGE_NORMAL && page->file_offset != 0 &&
               !(page->flags & (IGVM_PAGE_UNMEASURED | IGVM_PAGE_SHARED));
}

/*
 * Copies measured pages that lie in [gpa, gpa + size of @block); what is not there stays zero. An offset
 * below @gpa wraps to a large number, and is outside as well.
 */
static void read_block(const struct igvm_file *file, uint32_t mask, uint64_t gpa,
                       uint8_t block[PARAMS_MAX_SIZE])
{
        struct image_walk walk = image_walk(file);
        struct igvm_page_data page;
        struct igvm_header header;

        while (image_walk_header(&walk, &header)) {
                if (header.type != IGVM_PAGE_DATA || !(igvm_mask(&header) & mask))
                        continue;
                igvm_body(&header, &page, sizeof(page));
                if (!is_trusted(&page))
                        continue;
                for (uint64_t at = 0; at < igvm_page_size(&page); at += PAGE_SIZE) {
                        uint64_t offset = page.gpa + at - gpa;

                        if (offset <= PARAMS_MAX_SIZE - PAGE_SIZE)
                                memcpy(block + offset, igvm_data(file, page.file_offset) + at,
                                       PAGE_SIZE);
                }
        }
}

/*
 * The same decoder as the kernel's, so that the page does not understand a block which the kernel would
 * refuse.
 */
void map_find_owners(const struct igvm_file *file, uint32_t mask, struct map_owners *out)
{
        uint8_t block[PARAMS_MAX_SIZE] = { 0 };
        uint32_t tag;

        *out = (struct map_owners){ 0 };
        if (!find_block(file, mask, &out->block))
                return;
        read_block(file, mask, out->block, block);
        out->known = params_decode(block, sizeof(block), &out->params, &tag) == PARAMS_OK;
}

/* How [gpa, gpa + size) lies to [start, start + length). */
enum position { OUTSIDE, INSIDE, ACROSS };

static enum position position(uint64_t gpa, uint64_t size, uint64_t start, uint64_t length)
{
        if (gpa >= start && gpa - start < length)
                return size <= length - (gpa - start) ? INSIDE : ACROSS;
        return gpa < start && start - gpa < size && length != 0 ? ACROSS : OUTSIDE;
}

/*
 * VMPL0's own memory first, then the guest's regions in the block's order. The region without bounds names no
 * memory, so what is in none of the others is unknown.
 */
enum map_owner map_owner_of(const struct map_owners *owners, uint64_t gpa, uint64_t size)
{
        const struct params *params = &owners->params;
        enum position where;

        if (!owners->known)
                return MAP_OWNER_UNKNOWN;
        where = position(gpa, size, params->header.svsm_base, params->header.svsm_size);
        if (where != OUTSIDE)
                return where == INSIDE ? MAP_VMPL0 : MAP_OWNER_SEVERAL;
        for (uint32_t i = 0; i < params->guest.region_count; i++) {
                const struct params_region *region = &params->regions[i];

                where = region->kind == PARAMS_REGION_MEMORY
                                ? OUTSIDE
                                : position(gpa, size, region->start, region->size);
                if (where != OUTSIDE)
                        return where == INSIDE ? (enum map_owner)params->guest.vmpl
                                               : MAP_OWNER_SEVERAL;
        }
        return MAP_OWNER_UNKNOWN;
}
