/*
 * softsnp/load/image.c - the launch: what QEMU, KVM and the security processor do with an IGVM file.
 *
 * Everything was checked before (check.c), so nothing here can fail half-way. Headers are taken in the file's order; that of the
 * launch digest is QEMU's (lib/igvm/launch.h).
 */
#include "softsnp/load/image.h"

#include "lib/base/memory.h"
#include "lib/igvm/digest.h"
#include "lib/snp/cpuid_page.h"
#include "lib/snp/reset.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/host/machine_map.h"
#include "softsnp/load/madt.h"
#include "softsnp/load/memory_map.h"
#include "softsnp/psp/secrets.h"
#include "softsnp/rmp/change.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"
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
        void *copy;

        if (memory_is_softsnps(gpa((uint64_t)file)) &&
            memory_is_softsnps(gpa((uint64_t)file + size - 1)))
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

/*
 * The page's state comes last: from rmp_launch() on it is the guest's, validated and private. The flag of a shared page is not
 * looked at, as QEMU does not (backends/igvm.c, qigvm_process_mem_region).
 */
static void load_page(const struct igvm_page_data *page, uint64_t address, const uint8_t *contents)
{
        place_page(address, contents);
        if (page->data_type == IGVM_PAGE_SECRETS)
                psp_fill_secrets(memory_guest_bytes(gpa(address), PAGE_SIZE),
                                 machine_cpuid(0, 1, 0, RESET_XCR0).eax);
        else if (page->data_type != IGVM_PAGE_NORMAL)
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

/* What the file has for it does not count: the host begins with zeros (qigvm_directive_parameter_area). */
static void declare_area(struct loader *loader, const struct igvm_header *header)
{
        struct area *area = &loader->areas[loader->area_count++];
        struct igvm_parameter_area declared;

        igvm_body(header, &declared, sizeof(declared));
        area->index = declared.parameter_area_index;
        area->size = declared.number_of_bytes;
        area->bytes = memory_allocate(area->size);
}

/* check.c has seen the declaration: its lack is a bug of ours. */
static struct area *find_area(struct loader *loader, uint32_t index)
{
        for (unsigned int i = 0; i < loader->area_count; i++)
                if (loader->areas[i].index == index)
                        return &loader->areas[i];
        machine_stop("parameter area %u is not there, though it was checked", index);
}

/*
 * From the area's first byte on, wherever the file wants it: QEMU does not look at the offset of a table
 * (qigvm_directive_memory_map, qigvm_directive_madt). An entry without pages ends the map if there is room for it.
 */
static void write_memory_map(const struct area *area)
{
        static struct igvm_memory_map_entry
                entries[PAGE_SIZE / sizeof(struct igvm_memory_map_entry)];
        unsigned int most = sizeof(entries) / sizeof(entries[0]);
        size_t map_count;
        const struct e820_entry *map = machine_map(&map_count);
        unsigned int count = (unsigned int)map_count;

        memory_map_make(map, map_count, entries);
        if (area->size / sizeof(entries[0]) < most)
                most = (unsigned int)(area->size / sizeof(entries[0]));
        if (count < most) {
                entries[count++] = (struct igvm_memory_map_entry){ 0 };
                attack_memory_map(entries, &count, most);
        }
        memcpy(area->bytes, entries, count * sizeof(entries[0]));
}

/* A parameter has the machine's number, but for tests in which the host lies. */
static void fill_parameter(struct loader *loader, const struct igvm_header *header)
{
        const uint32_t environment = IGVM_ENVIRONMENT_MEMORY_IS_SHARED;
        uint32_t vp_count = cpu_count;
        struct igvm_parameter parameter;
        struct area *area;

        igvm_body(header, &parameter, sizeof(parameter));
        area = find_area(loader, parameter.parameter_area_index);
        if (header->type == IGVM_VP_COUNT) {
                attack_vcpu_count(&vp_count);
                memcpy(area->bytes + parameter.byte_offset, &vp_count, sizeof(vp_count));
        } else if (header->type == IGVM_ENVIRONMENT_INFO) {
                memcpy(area->bytes + parameter.byte_offset, &environment, sizeof(environment));
        } else if (header->type == IGVM_MADT) {
                madt_make(cpu_count, area->bytes);
        } else {
                write_memory_map(area);
        }
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

/*
 * QEMU makes such memory private at launch; nobody validates it, and it is not measured. What a file has put there before is
 * gone (accel/kvm/kvm-all.c, kvm_convert_memory(): ram_block_discard_range()).
 */
static void reserve_memory(const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        for (uint64_t at = 0; at < memory.number_of_bytes; at += PAGE_SIZE) {
                uint64_t page = memory_page_index(gpa(memory.gpa + at));

                if (rmp_entry(page)->validated)
                        memset(memory_guest_bytes(gpa(memory.gpa + at), PAGE_SIZE), 0, PAGE_SIZE);
                rmp_entry(page)->assigned = true;
                npt_update(page);
        }
}

static struct kvm_host kvm_host(const struct image_facts *facts)
{
        return (struct kvm_host){ .cr4 = personality.vmsa_cr4,
                                  .cpu_signature = machine_cpuid(0, 1, 0, RESET_XCR0).eax,
                                  .sev_features = facts->sev_features };
}

static void keep_save_area(struct launch *launch, unsigned int cpu, struct vmsa *save_area,
                           uint64_t address)
{
        launch->save_areas[cpu] = save_area;
        launch->save_area_places[cpu] = gpa(address);
}

/* As it is, in a page of the guest's: the launch makes a VMSA page of it. */
static void load_direct(const struct loader *loader, const struct igvm_vp_context *context)
{
        struct vmsa file;

        memcpy(&file, igvm_data(loader->file, context->file_offset), sizeof(file));
        place_page(context->gpa, NULL);
        memcpy(memory_guest_bytes(gpa(context->gpa), PAGE_SIZE), &file, sizeof(file));
        rmp_launch(gpa(context->gpa), true);
        keep_save_area(loader->launch, context->vp_index,
                       memory_guest_bytes(gpa(context->gpa), PAGE_SIZE), context->gpa);
}

/* KVM's own one, in memory of ours: a guest cannot reach it, as on hardware nobody can once it is launched. */
static void load_legacy(const struct loader *loader, const struct igvm_vp_context *context)
{
        const struct kvm_host host = kvm_host(loader->facts);
        struct vmsa *save_area = memory_allocate(PAGE_SIZE);

        memcpy(save_area, igvm_data(loader->file, context->file_offset), sizeof(*save_area));
        kvm_save_area_of_file(&host, save_area, save_area);
        keep_save_area(loader->launch, context->vp_index, save_area, VMSA_LAUNCH_GPA);
}

static void load_context(const struct loader *loader, const struct igvm_header *header)
{
        struct igvm_vp_context context;

        igvm_body(header, &context, sizeof(context));
        if (context.gpa == VMSA_LAUNCH_GPA)
                load_legacy(loader, &context);
        else
                load_direct(loader, &context);
}

/* Without save areas in the guest's memory KVM launches one for every vCPU (svm/sev.c, snp_launch_update_vmsa). */
static unsigned int launched_vcpus(const struct image_facts *facts)
{
        return personality.legacy_save_areas_of_all && !facts->direct ? cpu_count : 0;
}

static void add_save_areas(const struct loader *loader)
{
        const struct kvm_host host = kvm_host(loader->facts);

        for (unsigned int cpu = 0; cpu < launched_vcpus(loader->facts); cpu++) {
                struct vmsa *save_area;

                if (loader->launch->save_areas[cpu])
                        continue;
                save_area = memory_allocate(PAGE_SIZE);
                kvm_save_area_of_reset(&host, save_area);
                keep_save_area(loader->launch, cpu, save_area, VMSA_LAUNCH_GPA);
        }
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
static void measure(const struct image *image, uint8_t digest[IGVM_DIGEST_SIZE])
{
        const struct igvm_launch_machine machine = { launched_vcpus(&image->facts),
                                                     kvm_host(&image->facts) };

        igvm_measure_launch(igvm_launch_start_on_kvm(&image->file, image->facts.mask, &machine),
                            digest);
}

void image_open(const uint8_t *data, size_t size, struct image *out)
{
        image_check(&out->file, own_copy(data, size), size, &out->facts);
}

void image_load(const struct image *image, struct launch *out)
{
        struct loader loader = { .file = &image->file, .facts = &image->facts, .launch = out };

        *out = (struct launch){ 0 };
        measure(image, out->digest);
        out->policy = image->facts.policy;
        out->has_id_block = image->facts.has_id_block;
        out->id_block = image->facts.id_block;
        load(&loader);
        add_save_areas(&loader);
}
