/*
 * softsnp/load/image.c - the launch: what QEMU, KVM and the security processor do with an IGVM file.
 *
 * Everything was checked before (check.c), so nothing here can fail half-way. Headers are taken in the file's order, which is the
 * order of the launch digest (lib/igvm/launch.h, IGVM_LOADER_FORMAT).
 */
#include "softsnp/load/image.h"

#include "lib/base/memory.h"
#include "lib/igvm/digest.h"
#include "lib/snp/cpuid_page.h"
#include "lib/snp/reset.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/load/check.h"
#include "softsnp/load/memory_map.h"
#include "softsnp/psp/secrets.h"
#include "softsnp/rmp/change.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/svm/vcpu.h"

/* A parameter area while it is filled, in our memory. */
struct area {
        uint32_t index;
        uint64_t size; /* bytes */
        uint8_t *bytes;
};

struct loader {
        const struct igvm_file *file;
        const struct image_facts *facts;
        struct launch *launch;
        struct area areas[IMAGE_MAX_AREAS];
        unsigned int area_count;
};

/* The file may lie where its own pages go; ours is the only memory that they cannot reach. */
static const uint8_t *own_copy(const uint8_t *file, size_t size)
{
        uint64_t first = memory_page_index(gpa((uint64_t)file));
        uint64_t last = memory_page_index(gpa((uint64_t)file + size - 1));
        void *copy;

        if (memory_page_is_ours(first) && memory_page_is_ours(last))
                return file;
        copy = memory_allocate(size);
        memcpy(copy, file, size);
        return copy;
}

/* Puts a page in place; NULL is zeros. */
static void place_page(uint64_t address, const uint8_t *contents)
{
        uint8_t *bytes = memory_guest_bytes(gpa(address), PAGE_SIZE);

        if (contents)
                memcpy(bytes, contents, PAGE_SIZE);
        else
                memset(bytes, 0, PAGE_SIZE);
}

/* The page's state comes last: from rmp_launch() on it is the guest's, validated and private. */
static void load_page(const struct igvm_page_data *page, uint64_t address, const uint8_t *contents)
{
        place_page(address, contents);
        if (page->flags & IGVM_PAGE_SHARED)
                return;
        if (page->data_type == IGVM_PAGE_SECRETS)
                psp_fill_secrets(memory_guest_bytes(gpa(address), PAGE_SIZE),
                                 machine_cpuid(0, 1, 0, RESET_XCR0).eax);
        else if (page->data_type == IGVM_PAGE_CPUID_DATA)
                machine_cpuid_page(memory_guest_bytes(gpa(address), PAGE_SIZE));
        rmp_launch(gpa(address), false);
}

/* KVM launches a page of 2 MiB as 4 KiB pages too. */
static void load_page_data(const struct loader *loader, const struct igvm_header *header)
{
        struct igvm_page_data page;
        const uint8_t *contents;

        igvm_body(header, &page, sizeof(page));
        contents = igvm_data(loader->file, page.file_offset);
        for (uint64_t at = 0; at < igvm_page_size(&page); at += PAGE_SIZE)
                load_page(&page, page.gpa + at, contents ? contents + at : NULL);
}

/* An area may begin with contents of the file's; the parameters are written over them. */
static void declare_area(struct loader *loader, const struct igvm_header *header)
{
        struct area *area = &loader->areas[loader->area_count++];
        struct igvm_parameter_area declared;

        igvm_body(header, &declared, sizeof(declared));
        area->index = declared.parameter_area_index;
        area->size = declared.number_of_bytes;
        area->bytes = memory_allocate(area->size);
        if (declared.file_offset)
                memcpy(area->bytes, igvm_data(loader->file, declared.file_offset), area->size);
}

/* check.c has seen the declaration: its lack is a bug of ours. */
static struct area *find_area(struct loader *loader, uint32_t index)
{
        for (unsigned int i = 0; i < loader->area_count; i++)
                if (loader->areas[i].index == index)
                        return &loader->areas[i];
        machine_stop("parameter area %u is not there, though it was checked", index);
}

/* @room: bytes from @out to the area's end. */
static void write_memory_map(const struct loader *loader, uint8_t *out, uint64_t room)
{
        static struct igvm_memory_map_entry
                entries[PAGE_SIZE / sizeof(struct igvm_memory_map_entry)];
        unsigned int most = sizeof(entries) / sizeof(entries[0]);
        unsigned int count = memory_map_make(loader->facts->reserved_start,
                                             loader->facts->reserved_end, entries);

        if (room / sizeof(entries[0]) < most)
                most = (unsigned int)(room / sizeof(entries[0]));
        attack_memory_map(entries, &count, most);
        memcpy(out, entries, count * sizeof(entries[0]));
}

/* A parameter has the machine's number, but for tests in which the host lies. */
static void fill_parameter(struct loader *loader, const struct igvm_header *header)
{
        const uint32_t environment = IGVM_ENVIRONMENT_MEMORY_IS_SHARED;
        uint32_t vp_count = cpu_count;
        struct igvm_parameter parameter;
        struct area *area;
        uint8_t *place;

        igvm_body(header, &parameter, sizeof(parameter));
        area = find_area(loader, parameter.parameter_area_index);
        place = area->bytes + parameter.byte_offset;
        if (header->type == IGVM_VP_COUNT)
                attack_vcpu_count(&vp_count);
        if (header->type == IGVM_VP_COUNT)
                memcpy(place, &vp_count, sizeof(vp_count));
        else if (header->type == IGVM_ENVIRONMENT_INFO)
                memcpy(place, &environment, sizeof(environment));
        else
                write_memory_map(loader, place, area->size - parameter.byte_offset);
}

/*
 * The area becomes pages of the guest's, which are not measured: a host may put anything there
 * (IGVM PARAMETER_INSERT).
 */
static void insert_area(struct loader *loader, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        const struct area *area;

        igvm_body(header, &insert, sizeof(insert));
        area = find_area(loader, insert.parameter_area_index);
        for (uint64_t at = 0; at < area->size; at += PAGE_SIZE) {
                place_page(insert.gpa + at, area->bytes + at);
                rmp_launch(gpa(insert.gpa + at), false);
        }
}

/* QEMU makes such memory private at launch; nobody validates it, and it is not measured. */
static void reserve_memory(const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        for (uint64_t at = 0; at < memory.number_of_bytes; at += PAGE_SIZE) {
                uint64_t page = memory_page_index(gpa(memory.gpa + at));

                rmp_entry(page)->assigned = true;
                npt_update(page);
        }
}

/* A copy of our own: a guest cannot reach it, as on hardware nobody can once it is launched. */
static void load_context(const struct loader *loader, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        struct vmsa *save_area = memory_allocate(PAGE_SIZE);

        igvm_body(header, &context, sizeof(context));
        memcpy(save_area, igvm_data(loader->file, context.file_offset), sizeof(*save_area));
        loader->launch->save_areas[context.vp_index] = save_area;
}

/* Those that only say something about the others were used by check.c. */
static void load_header(struct loader *loader, const struct igvm_header *header)
{
        if (igvm_is_parameter(header))
                fill_parameter(loader, header);
        else if (header->type == IGVM_PAGE_DATA)
                load_page_data(loader, header);
        else if (header->type == IGVM_PARAMETER_AREA)
                declare_area(loader, header);
        else if (header->type == IGVM_PARAMETER_INSERT)
                insert_area(loader, header);
        else if (header->type == IGVM_REQUIRED_MEMORY)
                reserve_memory(header);
        else if (header->type == IGVM_VP_CONTEXT)
                load_context(loader, header);
}

static void load(struct loader *loader)
{
        struct igvm_iterator iterator = igvm_iterate(loader->file);
        struct igvm_header header;

        while (igvm_next(&iterator, &header))
                if (header.known && (igvm_mask(&header) & loader->facts->mask))
                        load_header(loader, &header);
}

/*
 * The digest is computed from the file and not from memory, so that filled pages count as the
 * security processor counts them.
 */
void image_load(const uint8_t *data, size_t size, struct launch *out)
{
        struct igvm_file file;
        struct image_facts facts;
        struct loader loader = { .file = &file, .facts = &facts, .launch = out };

        *out = (struct launch){ 0 };
        image_check(&file, own_copy(data, size), size, &facts);
        igvm_measure(&file, facts.mask, out->digest);
        out->policy = facts.policy;
        out->reserved_start = facts.reserved_start;
        out->reserved_end = facts.reserved_end;
        out->has_id_block = facts.has_id_block;
        out->id_block = facts.id_block;
        load(&loader);
}
