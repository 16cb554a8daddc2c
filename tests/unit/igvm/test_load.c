/*
 * tests/unit/igvm/test_load.c - softsnp's loader on the host, with a machine of 1 GiB that is only as large as what is touched.
 *
 * A refusal must come before any effect: no page written, nothing marked in the RMP.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/writer.h"
#include "lib/snp/cpuid_page.h"
#include "lib/snp/secrets_page.h"
#include "lib/x86/cpu.h"
#include "softsnp/load/image.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/rmp_table.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/svm/vcpu.h"

#define RAM_PAGES   (UINT64_C(0x40000000) >> PAGE_SHIFT)
#define WINDOW      (FIRMWARE_WINDOW_SIZE >> PAGE_SHIFT)
#define PLACE       UINT64_C(0x37000000)
#define HOST_AREA   (PLACE + 0x8000)
#define SHARED_PAGE UINT64_C(0x400000)
#define JUNK        0xaa

/* The machine. */
static uint8_t *pages[RAM_PAGES + WINDOW];
static struct rmp_entry entries[RAM_PAGES + WINDOW];
static unsigned int effects;
static jmp_buf refusal;
static char refused[256];
unsigned int cpu_count = 3;

uint64_t memory_low_end(void)
{
        return RAM_PAGES << PAGE_SHIFT;
}

uint64_t memory_high_end(void)
{
        return UINT64_C(1) << 32;
}

uint64_t memory_page_index(gpa_t address)
{
        if (address.value < memory_low_end())
                return address.value >= 0xa0000 && address.value < 0xc0000
                               ? PAGE_INDEX_NONE
                               : address.value >> PAGE_SHIFT;
        if (address.value >= FIRMWARE_WINDOW_BASE && address.value < UINT64_C(1) << 32)
                return RAM_PAGES + ((address.value - FIRMWARE_WINDOW_BASE) >> PAGE_SHIFT);
        return PAGE_INDEX_NONE;
}

bool memory_page_is_ours(uint64_t index)
{
        return index >= SOFTSNP_BASE >> PAGE_SHIFT && index < RAM_PAGES;
}

static uint8_t *page_bytes(uint64_t address)
{
        uint8_t **page = &pages[memory_page_index(gpa(address))];

        if (!*page) {
                *page = malloc(PAGE_SIZE);
                assert_non_null(*page);
                memset(*page, JUNK, PAGE_SIZE);
        }
        return *page;
}

/* What RAM holds before a launch is not zeros. */
void *memory_guest_bytes(gpa_t address, size_t size)
{
        uint64_t index = memory_page_index(address);

        if (index == PAGE_INDEX_NONE || memory_page_is_ours(index) ||
            size > PAGE_SIZE - (address.value & PAGE_MASK))
                return NULL;
        return page_bytes(address.value) + (address.value & PAGE_MASK);
}

/* Freed with the program: the machine never frees either. */
static void *allocations[64];
static unsigned int allocation_count;

void *memory_allocate(uint64_t bytes)
{
        void *memory = calloc(1, bytes);

        assert_non_null(memory);
        assert_in_range(allocation_count, 0, 63);
        allocations[allocation_count++] = memory;
        return memory;
}

struct rmp_entry *rmp_entry(uint64_t page_index)
{
        return &entries[page_index];
}

void npt_update(uint64_t page_index)
{
        (void)page_index;
        effects++;
}

void rmp_launch(gpa_t page, bool is_vmsa)
{
        struct rmp_entry *entry = rmp_entry(memory_page_index(page));

        entry->assigned = true;
        entry->validated = true;
        entry->vmsa = is_vmsa;
        effects++;
}

struct cpuid_result machine_cpuid(unsigned int cpu, uint32_t function, uint32_t index)
{
        (void)cpu;
        (void)function;
        (void)index;
        return (struct cpuid_result){ .eax = 0xa00f11 };
}

void machine_cpuid_page(struct cpuid_page *page)
{
        page->count = 5;
}

void machine_refuse(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(refused, sizeof(refused), format, arguments);
        va_end(arguments);
        longjmp(refusal, 1);
}

void machine_stop(const char *format, ...)
{
        (void)format;
        abort();
}

static int clear_machine(void **state)
{
        (void)state;
        for (size_t i = 0; i < RAM_PAGES + WINDOW; i++) {
                free(pages[i]);
                pages[i] = NULL;
        }
        while (allocation_count > 0)
                free(allocations[--allocation_count]);
        memset(entries, 0, sizeof(entries));
        effects = 0;
        refused[0] = '\0';
        return 0;
}

/* The image: what tests change is here. */
struct sample {
        struct igvm_page_data page;
        struct igvm_vp_context context;
        struct vmsa vmsa;
        struct igvm_required_memory memory;
        struct igvm_parameter_insert insert;
        struct igvm_parameter map;
        uint64_t policy;
        enum igvm_header_type parameter;
        bool no_policy;
        bool no_context;
        bool not_snp;
        bool two_contexts;
};

static uint8_t contents[PAGE_SIZE];

static struct sample sample(void)
{
        memset(contents, 0x5c, sizeof(contents));
        return (struct sample){
                .page = { PLACE, 1, 1, 0, IGVM_PAGE_NORMAL, 0 },
                .context = { VMSA_LAUNCH_GPA, 1, 1, 0, 0 },
                .vmsa = { .efer = 0x1000, .rip = PLACE, .sev_features = SEV_FEATURE_SNP },
                .memory = { PLACE, 1, 0x1000000, 0, 0 },
                .insert = { HOST_AREA, 1, 0 },
                .map = { 0, 64 },
                .policy = 0x30000,
                .parameter = IGVM_VP_COUNT,
        };
}

static void write_first(struct igvm_writer *w, const struct sample *sample)
{
        const struct igvm_supported_platform platform = {
                .compatibility_mask = 1,
                .platform_type = sample->not_snp ? IGVM_PLATFORM_SEV_ES : IGVM_PLATFORM_SEV_SNP,
                .platform_version = 1,
        };
        const struct igvm_guest_policy policy = { sample->policy, 1, 0 };
        const struct igvm_parameter_area area = { PAGE_SIZE, 0, 0 };
        const struct igvm_parameter count = { 0, 0 };

        igvm_write_header(w, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
        if (!sample->no_policy)
                igvm_write_header(w, IGVM_GUEST_POLICY, &policy, sizeof(policy));
        igvm_write_header(w, IGVM_PARAMETER_AREA, &area, sizeof(area));
        igvm_write_header(w, sample->parameter, &count, sizeof(count));
        igvm_write_header(w, IGVM_MEMORY_MAP, &sample->map, sizeof(sample->map));
        igvm_write_header(w, IGVM_PARAMETER_INSERT, &sample->insert, sizeof(sample->insert));
        igvm_write_header(w, IGVM_REQUIRED_MEMORY, &sample->memory, sizeof(sample->memory));
}

static void write_all(struct igvm_writer *w, const struct sample *sample)
{
        struct igvm_page_data page = sample->page;
        struct igvm_page_data shared = { SHARED_PAGE, 1, 0, IGVM_PAGE_SHARED, 0, 0 };
        struct igvm_vp_context context = sample->context;

        write_first(w, sample);
        page.file_offset = igvm_write_data(w, contents, PAGE_SIZE, PAGE_SIZE);
        igvm_write_header(w, IGVM_PAGE_DATA, &page, sizeof(page));
        igvm_write_page(w, PLACE + 0x1000, 1, IGVM_PAGE_NORMAL, NULL);
        igvm_write_page(w, PLACE + 0x2000, 1, IGVM_PAGE_SECRETS, NULL);
        igvm_write_page(w, PLACE + 0x3000, 1, IGVM_PAGE_CPUID_DATA, NULL);
        shared.file_offset = page.file_offset;
        igvm_write_header(w, IGVM_PAGE_DATA, &shared, sizeof(shared));
        context.file_offset = igvm_write_data(w, &sample->vmsa, sizeof(sample->vmsa), PAGE_SIZE);
        if (!sample->no_context)
                igvm_write_header(w, IGVM_VP_CONTEXT, &context, sizeof(context));
        context.vp_index = 1;
        if (sample->two_contexts)
                igvm_write_header(w, IGVM_VP_CONTEXT, &context, sizeof(context));
}

static uint8_t *make_file(const struct sample *sample, size_t *size)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        uint8_t *file;

        write_all(&counted, sample);
        *size = igvm_writer_size(&counted);
        file = malloc(*size);
        assert_non_null(file);
        writer = igvm_writer_start(&counted, file);
        write_all(&writer, sample);
        assert_true(igvm_writer_finish(&writer));
        return file;
}

/* True if it was loaded. The file is wiped afterwards: nothing may point into it. */
static bool load(const struct sample *sample, struct launch *launch)
{
        size_t size;
        uint8_t *file = make_file(sample, &size);
        volatile bool loaded = false;

        if (setjmp(refusal) == 0) {
                image_load(file, size, launch);
                loaded = true;
        }
        memset(file, 0xee, size);
        free(file);
        return loaded;
}

static bool is_filled(uint64_t address, uint8_t value)
{
        const uint8_t *page = page_bytes(address);

        return page[0] == value && memcmp(page, page + 1, PAGE_SIZE - 1) == 0;
}

static const struct rmp_entry *entry_of(uint64_t address)
{
        return rmp_entry(memory_page_index(gpa(address)));
}

static void loads_pages_and_marks_them(void **state)
{
        struct sample image = sample();
        struct launch launch;

        (void)state;
        assert_true(load(&image, &launch));
        assert_true(is_filled(PLACE, 0x5c));
        assert_true(is_filled(PLACE + 0x1000, 0));
        assert_true(is_filled(SHARED_PAGE, 0x5c));
        assert_true(entry_of(PLACE)->assigned && entry_of(PLACE)->validated);
        assert_false(entry_of(SHARED_PAGE)->assigned);
        assert_true(entry_of(PLACE + 0x100000)->assigned);
        assert_false(entry_of(PLACE + 0x100000)->validated);
        assert_false(entry_of(PLACE - 0x1000)->assigned);
}

static void says_what_the_launch_needs(void **state)
{
        struct sample image = sample();
        struct launch launch;

        (void)state;
        assert_true(load(&image, &launch));
        assert_int_equal(launch.policy, 0x30000);
        assert_int_equal(launch.reserved_start, PLACE);
        assert_int_equal(launch.reserved_end, PLACE + 0x1000000);
        assert_memory_equal(launch.boot_vmsa, &image.vmsa, sizeof(image.vmsa));
}

static void measures_what_the_file_says(void **state)
{
        static struct igvm_range ranges[64];
        static struct igvm_area areas[64];
        struct igvm_workspace workspace = { ranges, 64, areas, 64 };
        struct sample image = sample();
        uint8_t digest[IGVM_DIGEST_SIZE];
        struct igvm_error error;
        struct launch launch;
        struct igvm_file file;
        size_t size;
        uint8_t *data = make_file(&image, &size);

        (void)state;
        assert_int_equal(igvm_open(&file, data, size, IGVM_STRICT, &workspace, &error), IGVM_OK);
        igvm_measure(&file, 1, IGVM_LOADER_FORMAT, digest);
        free(data);
        assert_true(load(&image, &launch));
        assert_memory_equal(launch.digest, digest, sizeof(digest));
}

static void fills_the_host_area(void **state)
{
        struct sample image = sample();
        struct igvm_memory_map_entry map[6];
        struct launch launch;
        uint32_t count;

        (void)state;
        assert_true(load(&image, &launch));
        memcpy(&count, page_bytes(HOST_AREA), sizeof(count));
        assert_int_equal(count, 3);
        memcpy(map, page_bytes(HOST_AREA) + 64, sizeof(map));
        assert_int_equal(map[0].starting_gpa_page_number, 0);
        assert_int_equal(map[0].number_of_pages, 0xa0);
        assert_int_equal(map[1].starting_gpa_page_number, 0xc0);
        assert_int_equal(map[1].number_of_pages, 0x37000 - 0xc0);
        assert_int_equal(map[1].entry_type, IGVM_MEMORY_NORMAL);
        assert_int_equal(map[2].starting_gpa_page_number, 0x37000);
        assert_int_equal(map[2].entry_type, IGVM_MEMORY_PLATFORM_RESERVED);
        assert_int_equal(map[3].starting_gpa_page_number, 0x38000);
        assert_int_equal(map[3].entry_type, IGVM_MEMORY_PLATFORM_RESERVED);
        assert_int_equal(map[4].number_of_pages, 0);
}

static void fills_secrets_and_cpuid_pages(void **state)
{
        static const uint8_t zeros[VMPCK_SIZE];
        const struct secrets_page *secrets;
        const struct cpuid_page *cpuid_page;
        struct sample image = sample();
        struct launch launch;

        (void)state;
        assert_true(load(&image, &launch));
        secrets = (const void *)page_bytes(PLACE + 0x2000);
        assert_int_equal(secrets->version, 3);
        assert_int_equal(secrets->family_model_stepping, 0xa00f11);
        assert_int_equal(secrets->svsm_size, 0);
        for (unsigned int i = 0; i < 4; i++) {
                assert_memory_not_equal(secrets->vmpck[i], zeros, VMPCK_SIZE);
                assert_memory_not_equal(secrets->vmpck[i], secrets->vmpck[(i + 1) % 4], VMPCK_SIZE);
        }
        cpuid_page = (const void *)page_bytes(PLACE + 0x3000);
        assert_int_equal(cpuid_page->count, 5);
        assert_int_equal(cpuid_page->entries[0].eax, 0);
}

#define REFUSAL(name, statement)           \
        static void name(struct sample *s) \
        {                                  \
                statement;                 \
        }

REFUSAL(not_snp, s->not_snp = true)
REFUSAL(no_policy, s->no_policy = true)
REFUSAL(no_context, s->no_context = true)
REFUSAL(two_contexts, s->two_contexts = true)
REFUSAL(policy_bit, s->policy = 0x10000)
REFUSAL(page_in_softsnp, s->page.gpa = SOFTSNP_BASE + 0x1000)
REFUSAL(page_in_vga, s->page.gpa = 0xa0000)
REFUSAL(page_beyond, s->page.gpa = 0x40000000)
REFUSAL(page_cpuid_xf, s->page.data_type = IGVM_PAGE_CPUID_XF)
REFUSAL(secrets_shared, s->page.data_type = IGVM_PAGE_SECRETS; s->page.flags = IGVM_PAGE_SHARED)
REFUSAL(insert_in_softsnp, s->insert.gpa = SOFTSNP_BASE)
REFUSAL(memory_beyond, s->memory.number_of_bytes = 0x2000000)
REFUSAL(other_parameter, s->parameter = IGVM_SRAT)
REFUSAL(map_too_small, s->map.byte_offset = PAGE_SIZE - 48)
REFUSAL(context_address, s->context.gpa = PLACE + 0x4000)
REFUSAL(context_vmpl, s->vmsa.vmpl = 1)
REFUSAL(context_efer, s->vmsa.efer = 0)
REFUSAL(context_no_snp, s->vmsa.sev_features = 0)
REFUSAL(context_vtom, s->vmsa.sev_features |= SEV_FEATURE_VTOM)
REFUSAL(not_a_good_file, s->page.reserved = 1)

static const struct {
        void (*change)(struct sample *sample);
        const char *reason;
} refusals[] = {
        { not_snp, "not for SEV-SNP" },
        { no_policy, "no GUEST_POLICY" },
        { no_context, "no VP_CONTEXT" },
        { two_contexts, "only the boot vCPU's save area" },
        { policy_bit, "bit 17" },
        { page_in_softsnp, "0x38001000 is no memory" },
        { page_in_vga, "0xa0000 is no memory" },
        { page_beyond, "0x40000000 is no memory" },
        { page_cpuid_xf, "no CPUID XF" },
        { secrets_shared, "private pages only" },
        { insert_in_softsnp, "0x38000000 is no memory" },
        { memory_beyond, "0x38000000 is no memory" },
        { other_parameter, "(SRAT) at offset 0x60: this machine has no such parameter" },
        { map_too_small, "memory map does not fit" },
        { context_address, "is not 0xfffffffff000" },
        { context_vmpl, "start at VMPL0" },
        { context_efer, "EFER.SVME" },
        { context_no_snp, "lack SNP" },
        { context_vtom, "SEV_FEATURES 0x2 are not offered" },
        { not_a_good_file, "header 7 (PAGE_DATA)" },
};

static void refuses_before_any_effect(void **state)
{
        for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
                struct sample image = sample();
                struct launch launch;

                refusals[i].change(&image);
                assert_false(load(&image, &launch));
                if (!strstr(refused, refusals[i].reason))
                        fail_msg("'%s' instead of '%s'", refused, refusals[i].reason);
                assert_int_equal(effects, 0);
                assert_true(is_filled(PLACE, JUNK));
                assert_true(is_filled(HOST_AREA, JUNK));
                clear_machine(state);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(loads_pages_and_marks_them, clear_machine),
                cmocka_unit_test_teardown(says_what_the_launch_needs, clear_machine),
                cmocka_unit_test_teardown(measures_what_the_file_says, clear_machine),
                cmocka_unit_test_teardown(fills_the_host_area, clear_machine),
                cmocka_unit_test_teardown(fills_secrets_and_cpuid_pages, clear_machine),
                cmocka_unit_test_teardown(refuses_before_any_effect, clear_machine),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
