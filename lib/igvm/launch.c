/*
 * lib/igvm/launch.c - see launch.h.
 *
 * What QEMU and KVM do was read in QEMU's backends/igvm.c (qigvm_process_mem_page, qigvm_page_attrs_equal,
 * qigvm_directive_parameter_insert, qigvm_process_file) and target/i386/sev.c (cgs_set_guest_state, sev_set_cpu_context,
 * sev_snp_launch_finish), and in KVM's svm/sev.c (snp_launch_update_vmsa).
 */
#include "lib/igvm/launch.h"

#include "lib/snp/vmsa.h"

struct igvm_launch igvm_launch_start(const struct igvm_file *file, uint32_t mask,
                                     enum igvm_loader loader)
{
        return (struct igvm_launch){
                .file = file,
                .mask = mask,
                .loader = loader,
                .next = igvm_iterate(file),
        };
}

/* The next header for this platform. */
static bool next_header(struct igvm_launch *launch, struct igvm_iterator *iterator,
                        struct igvm_header *out)
{
        while (igvm_next(iterator, out))
                if (out->known && (igvm_mask(out) & launch->mask))
                        return true;
        return false;
}

static enum snp_page_type page_type(const struct igvm_launch *launch,
                                    const struct igvm_page_data *page)
{
        switch (page->data_type) {
        case IGVM_PAGE_SECRETS:
                return SNP_PAGE_SECRETS;
        case IGVM_PAGE_CPUID_DATA:
        case IGVM_PAGE_CPUID_XF:
                return SNP_PAGE_CPUID;
        default:
                if (page->flags & IGVM_PAGE_UNMEASURED)
                        return SNP_PAGE_UNMEASURED;
                return launch->zero_pages && page->file_offset == 0 ? SNP_PAGE_ZERO
                                                                    : SNP_PAGE_NORMAL;
        }
}

static void start_range(struct igvm_launch *launch, struct igvm_launch_page page, uint64_t bytes)
{
        launch->range.page = page;
        launch->range.count = (bytes + IGVM_PAGE_SIZE - 1) / IGVM_PAGE_SIZE;
}

static void start_page(struct igvm_launch *launch, const struct igvm_header *header)
{
        struct igvm_page_data page;

        igvm_body(header, &page, sizeof(page));
        if (launch->loader == IGVM_LOADER_FORMAT && (page.flags & IGVM_PAGE_SHARED))
                return;
        start_range(launch,
                    (struct igvm_launch_page){
                            .type = page_type(launch, &page),
                            .gpa = page.gpa,
                            .contents = igvm_data(launch->file, page.file_offset),
                            .contents_size = IGVM_PAGE_SIZE,
                            .header = header->index,
                    },
                    igvm_page_size(&page));
}

/* The host fills the area: nothing of the file is in it that counts. */
static void start_insert(struct igvm_launch *launch, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_parameter_area area;

        igvm_body(header, &insert, sizeof(insert));
        if (!igvm_find_area(launch->file, insert.parameter_area_index, &area))
                return;
        start_range(launch,
                    (struct igvm_launch_page){
                            .type = SNP_PAGE_UNMEASURED,
                            .gpa = insert.gpa,
                            .header = header->index,
                    },
                    area.number_of_bytes);
}

static void start_save_area(struct igvm_launch *launch, uint64_t gpa, uint32_t file_offset,
                            uint32_t header)
{
        start_range(launch,
                    (struct igvm_launch_page){
                            .type = SNP_PAGE_VMSA,
                            .gpa = gpa,
                            .contents = igvm_data(launch->file, file_offset),
                            .contents_size = IGVM_VMSA_SIZE,
                            .header = header,
                    },
                    IGVM_PAGE_SIZE);
}

static void start_context(struct igvm_launch *launch, const struct igvm_header *header)
{
        struct igvm_vp_context context;

        igvm_body(header, &context, sizeof(context));
        start_save_area(launch, context.gpa, context.file_offset, header->index);
}

static bool advance_as_file(struct igvm_launch *launch)
{
        struct igvm_header header;

        if (!next_header(launch, &launch->next, &header))
                return false;
        if (header.type == IGVM_PAGE_DATA)
                start_page(launch, &header);
        else if (header.type == IGVM_PARAMETER_INSERT)
                start_insert(launch, &header);
        else if (header.type == IGVM_VP_CONTEXT)
                start_context(launch, &header);
        return true;
}

/* Whether QEMU puts the page into the run that it gathers. */
static bool continues(const struct igvm_launch *launch, const struct igvm_header *header,
                      const struct igvm_page_data *page)
{
        const struct igvm_page_data *last = &launch->last;

        return launch->gathered.count != 0 && header->index == launch->last_index + 1 &&
               page->gpa == last->gpa + igvm_page_size(last) && page->flags == last->flags &&
               page->data_type == last->data_type &&
               page->compatibility_mask == last->compatibility_mask &&
               (page->file_offset == 0) == (last->file_offset == 0);
}

/* @before: the iterator as it was in front of the header. */
static void gather(struct igvm_launch *launch, struct igvm_iterator before,
                   const struct igvm_header *header)
{
        struct igvm_page_data page;

        igvm_body(header, &page, sizeof(page));
        if (!continues(launch, header, &page)) {
                launch->ended = launch->gathered;
                launch->gathered = (struct igvm_launch_run){ .next = before };
        }
        launch->gathered.count++;
        launch->last = page;
        launch->last_index = header->index;
}

/* Whether the context's save area is a page of the guest's memory. */
static bool is_direct(const struct igvm_launch *launch, const struct igvm_vp_context *context)
{
        return launch->on_kvm && context->gpa != VMSA_LAUNCH_GPA;
}

static void keep_context(struct igvm_launch *launch, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        uint32_t at = launch->context_count;

        igvm_body(header, &context, sizeof(context));
        if (context.vp_index < launch->context_least || is_direct(launch, &context))
                return;
        while (at > 0 && launch->contexts[at - 1].vp_index > context.vp_index)
                at--;
        if (at > 0 && launch->contexts[at - 1].vp_index == context.vp_index) {
                at--; /* a later one replaces it */
        } else if (at == IGVM_LAUNCH_CONTEXTS) {
                return;
        } else {
                if (launch->context_count < IGVM_LAUNCH_CONTEXTS)
                        launch->context_count++;
                memmove(&launch->contexts[at + 1], &launch->contexts[at],
                        (launch->context_count - 1 - at) * sizeof(launch->contexts[0]));
        }
        launch->contexts[at].header = header->index;
        launch->contexts[at].file_offset = context.file_offset;
        launch->contexts[at].vp_index = context.vp_index;
}

/* Looks for the next save areas by vCPU; the file may have more than there is room for, and then is read again. */
static bool find_contexts(struct igvm_launch *launch)
{
        struct igvm_iterator iterator = igvm_iterate(launch->file);
        struct igvm_header header;

        launch->context_count = 0;
        launch->context_given = 0;
        while (next_header(launch, &iterator, &header))
                if (header.type == IGVM_VP_CONTEXT)
                        keep_context(launch, &header);
        if (launch->context_count == 0)
                return false;
        launch->context_least = launch->contexts[launch->context_count - 1].vp_index + 1u;
        return true;
}

static void give_made(struct igvm_launch *launch, uint32_t header)
{
        start_range(launch,
                    (struct igvm_launch_page){
                            .type = SNP_PAGE_VMSA,
                            .gpa = VMSA_LAUNCH_GPA,
                            .contents = (const uint8_t *)&launch->made,
                            .contents_size = sizeof(launch->made),
                            .header = header,
                    },
                    IGVM_PAGE_SIZE);
}

static void read_save_area(const struct igvm_file *file, uint32_t file_offset, struct vmsa *out)
{
        const uint8_t *bytes = igvm_data(file, file_offset);

        memset(out, 0, sizeof(*out));
        if (bytes)
                memcpy(out, bytes, sizeof(*out));
}

/* Of the next vCPU, if the file has none for it. */
static bool give_added(struct igvm_launch *launch)
{
        bool found = launch->context_given < launch->context_count;

        if (launch->direct || launch->next_vcpu >= launch->machine.vcpus ||
            (found && launch->contexts[launch->context_given].vp_index <= launch->next_vcpu))
                return false;
        kvm_save_area_of_reset(&launch->machine.host, &launch->made);
        launch->next_vcpu++;
        give_made(launch, IGVM_LAUNCH_NO_HEADER);
        return true;
}

static bool advance_save_areas(struct igvm_launch *launch)
{
        struct vmsa file;
        uint32_t at;

        if (launch->context_given == launch->context_count && !launch->contexts_ended)
                launch->contexts_ended = !find_contexts(launch);
        if (give_added(launch))
                return true;
        if (launch->context_given == launch->context_count)
                return false;
        at = launch->context_given++;
        launch->next_vcpu = launch->contexts[at].vp_index + 1u;
        if (!launch->on_kvm) {
                start_save_area(launch, VMSA_LAUNCH_GPA, launch->contexts[at].file_offset,
                                launch->contexts[at].header);
                return true;
        }
        read_save_area(launch->file, launch->contexts[at].file_offset, &file);
        kvm_save_area_of_file(&launch->machine.host, &file, &launch->made);
        give_made(launch, launch->contexts[at].header);
        return true;
}

/* At once, where the file has it; the others wait for the end. */
static void start_direct(struct igvm_launch *launch, const struct igvm_header *header)
{
        struct igvm_vp_context context;

        igvm_body(header, &context, sizeof(context));
        if (is_direct(launch, &context))
                start_context(launch, header);
}

/* Features of the machine are those of the boot vCPU (cgs_set_guest_state). */
static void note_contexts(struct igvm_launch *launch)
{
        struct igvm_iterator iterator = igvm_iterate(launch->file);
        struct igvm_vp_context context;
        struct igvm_header header;
        struct vmsa file;

        launch->machine.host.sev_features = SEV_FEATURE_SNP;
        while (next_header(launch, &iterator, &header)) {
                if (header.type != IGVM_VP_CONTEXT)
                        continue;
                igvm_body(&header, &context, sizeof(context));
                launch->direct = launch->direct || is_direct(launch, &context);
                if (context.vp_index != 0)
                        continue;
                read_save_area(launch->file, context.file_offset, &file);
                launch->machine.host.sev_features = file.sev_features;
        }
}

struct igvm_launch igvm_launch_start_on_kvm(const struct igvm_file *file, uint32_t mask,
                                            const struct igvm_launch_machine *machine)
{
        struct igvm_launch launch = igvm_launch_start(file, mask, IGVM_LOADER_QEMU);

        launch.on_kvm = true;
        launch.machine = *machine;
        note_contexts(&launch);
        return launch;
}

static bool give_ended_run(struct igvm_launch *launch)
{
        struct igvm_header header;

        if (launch->ended.count == 0 || !igvm_next(&launch->ended.next, &header))
                return false;
        launch->ended.count--;
        start_page(launch, &header);
        return true;
}

static bool advance_as_qemu(struct igvm_launch *launch)
{
        struct igvm_iterator before;
        struct igvm_header header;

        if (give_ended_run(launch))
                return true;
        do {
                before = launch->next;
                if (!igvm_next(&launch->next, &header)) {
                        launch->ended = launch->gathered;
                        launch->gathered.count = 0;
                        return give_ended_run(launch) || advance_save_areas(launch);
                }
        } while (!header.known || !(igvm_mask(&header) & launch->mask));
        if (header.type == IGVM_PAGE_DATA)
                gather(launch, before, &header);
        else if (header.type == IGVM_PARAMETER_INSERT)
                start_insert(launch, &header);
        else if (header.type == IGVM_VP_CONTEXT)
                start_direct(launch, &header);
        return true;
}

static bool advance(struct igvm_launch *launch)
{
        return launch->loader == IGVM_LOADER_QEMU ? advance_as_qemu(launch)
                                                  : advance_as_file(launch);
}

bool igvm_launch_next(struct igvm_launch *launch, struct igvm_launch_page *out)
{
        struct igvm_launch_page *page = &launch->range.page;

        while (launch->range.count == 0)
                if (!advance(launch))
                        return false;
        *out = *page;
        launch->range.count--;
        page->gpa += IGVM_PAGE_SIZE;
        if (page->contents && launch->range.count > 0)
                page->contents += IGVM_PAGE_SIZE;
        return true;
}
