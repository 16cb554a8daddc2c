/* tests/unit/igvm/load_machine.c - see load_machine.h. */
#include "tests/unit/igvm/load_machine.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/writer.h"
#include "lib/snp/cpuid_page.h"
#include "lib/x86/cpu.h"
#include "lib/snp/kvm_save_area.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/host/machine_map.h"
#include "softsnp/rmp/change.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

#define RAM_PAGES (SOFTSNP_BASE >> PAGE_SHIFT)

/* The machine: low RAM, and what images want at WINDOW. */
static uint8_t *pages[RAM_PAGES + WINDOW_PAGES];
static struct rmp_entry entries[RAM_PAGES + WINDOW_PAGES];
unsigned int machine_effects;
static jmp_buf refusal;
char machine_refused[256];
unsigned int cpu_count = 3;
struct personality personality;

static const struct e820_entry host_map[] = { { 0xfeffc000, 0x4000, E820_RESERVED },
                                              { 0, SOFTSNP_BASE, E820_RAM },
                                              { 0xfd00000000, 0x300000000, E820_RESERVED },
                                              { 0x100000000, 0x40000000, E820_RAM },
                                              { 0x140000000, 0x1000, E820_NVS } };

const struct e820_entry *machine_map(size_t *count)
{
        *count = sizeof(host_map) / sizeof(host_map[0]);
        return host_map;
}

uint64_t memory_page_index(gpa_t address)
{
        if (address.value < SOFTSNP_BASE)
                return address.value >= 0xa0000 && address.value < 0xc0000
                               ? PAGE_INDEX_NONE
                               : address.value >> PAGE_SHIFT;
        if (address.value >= WINDOW && address.value < WINDOW + (WINDOW_PAGES << PAGE_SHIFT))
                return RAM_PAGES + ((address.value - WINDOW) >> PAGE_SHIFT);
        return PAGE_INDEX_NONE;
}

/* Nothing is made: it is there. */
bool memory_want(gpa_t start, uint64_t size)
{
        for (uint64_t at = 0; at < size; at += PAGE_SIZE)
                if (memory_page_index(gpa_add(start, at)) == PAGE_INDEX_NONE)
                        return false;
        return true;
}

bool memory_is_softsnps(gpa_t address)
{
        (void)address;
        return false;
}

uint8_t *machine_page(uint64_t address)
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

        if (index == PAGE_INDEX_NONE || size > PAGE_SIZE - (address.value & PAGE_MASK))
                return NULL;
        return machine_page(address.value) + (address.value & PAGE_MASK);
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
        machine_effects++;
}

void rmp_launch(gpa_t page, bool is_vmsa)
{
        struct rmp_entry *entry = rmp_entry(memory_page_index(page));

        entry->assigned = true;
        entry->validated = true;
        entry->vmsa = is_vmsa;
        machine_effects++;
}

struct cpuid_result machine_cpuid(unsigned int cpu, uint32_t function, uint32_t index,
                                  uint64_t xcr0)
{
        (void)xcr0;
        (void)cpu;
        (void)function;
        (void)index;
        (void)xcr0;
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
        vsnprintf(machine_refused, sizeof(machine_refused), format, arguments);
        va_end(arguments);
        longjmp(refusal, 1);
}

void machine_stop(const char *format, ...)
{
        (void)format;
        abort();
}

void machine_host(void)
{
        personality = (struct personality){
                .igvm_level = IGVM_STRICT,
                .sev_features = SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP,
                .policy = 0x10000,
                .vmsa_launch = PERSONALITY_VMSA_LEGACY | PERSONALITY_VMSA_DIRECT,
                .vmsa_cr4 = 0x40,
        };
}

int machine_clear(void **state)
{
        (void)state;
        for (size_t i = 0; i < RAM_PAGES + WINDOW_PAGES; i++) {
                free(pages[i]);
                pages[i] = NULL;
        }
        while (allocation_count > 0)
                free(allocations[--allocation_count]);
        memset(entries, 0, sizeof(entries));
        machine_host();
        machine_effects = 0;
        machine_refused[0] = '\0';
        return 0;
}

static uint8_t contents[PAGE_SIZE];

struct load_sample load_sample(void)
{
        memset(contents, 0x5c, sizeof(contents));
        return (struct load_sample){
                .page = { PLACE, 1, 1, 0, IGVM_PAGE_NORMAL, 0 },
                .context = { VMSA_LAUNCH_GPA, 1, 1, 0, 0 },
                .vmsa = { .efer = 0x1000,
                          .cr4 = 0x40, /* MCE */
                          .cr0 = 0x11,
                          .rflags = 2,
                          .rip = PLACE,
                          .mxcsr = 0x1f80,
                          .x87_fcw = 0x37f,
                          .sev_features = SEV_FEATURE_SNP },
                .memory = { PLACE, 1, 0x1000000, 0, 0 },
                .insert = { HOST_AREA, 1, 0 },
                .map = { 0, 64 },
                .count_offset = 2048,
                .policy = 0x30000,
                .parameter = IGVM_VP_COUNT,
                .second_features = SEV_FEATURE_SNP,
                .area_pages = 1,
        };
}

static void write_first(struct igvm_writer *w, const struct load_sample *sample)
{
        const struct igvm_supported_platform platform = {
                .compatibility_mask = 1,
                .platform_type = sample->not_snp ? IGVM_PLATFORM_SEV_ES : IGVM_PLATFORM_SEV_SNP,
                .platform_version = 1,
        };
        const struct igvm_guest_policy policy = { sample->policy, 1, 0 };
        const struct igvm_parameter_area area = { (uint64_t)sample->area_pages * PAGE_SIZE, 0, 0 };
        const struct igvm_parameter count = { 0, sample->count_offset };

        igvm_write_header(w, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
        if (!sample->no_policy)
                igvm_write_header(w, IGVM_GUEST_POLICY, &policy, sizeof(policy));
        igvm_write_header(w, IGVM_REQUIRED_MEMORY, &sample->memory, sizeof(sample->memory));
        igvm_write_header(w, IGVM_PARAMETER_AREA, &area, sizeof(area));
        igvm_write_header(w, sample->parameter, &count, sizeof(count));
        if (!sample->no_map)
                igvm_write_header(w, IGVM_MEMORY_MAP, &sample->map, sizeof(sample->map));
        igvm_write_header(w, IGVM_PARAMETER_INSERT, &sample->insert, sizeof(sample->insert));
}

/* The save area of another vCPU, in front of or behind the boot vCPU's. */
static void write_second(struct igvm_writer *w, const struct load_sample *sample)
{
        struct igvm_vp_context context = sample->second;
        struct vmsa vmsa = sample->vmsa;

        if (context.compatibility_mask == 0)
                return;
        vmsa.rip = SECOND_RIP;
        vmsa.sev_features = sample->second_features;
        context.file_offset = igvm_write_data(w, &vmsa, sizeof(vmsa), PAGE_SIZE);
        igvm_write_header(w, IGVM_VP_CONTEXT, &context, sizeof(context));
}

/* Its 4 KiB pages hold their own number. */
static void write_large(struct igvm_writer *w, const struct load_sample *sample)
{
        static uint8_t bytes[IGVM_LARGE_PAGE_SIZE];
        struct igvm_page_data page = sample->large;

        if (page.compatibility_mask == 0)
                return;
        for (size_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)(i / PAGE_SIZE);
        if (page.file_offset)
                page.file_offset = igvm_write_data(w, bytes, sizeof(bytes), sizeof(bytes));
        igvm_write_header(w, IGVM_PAGE_DATA, &page, sizeof(page));
}

static void write_all(struct igvm_writer *w, const struct load_sample *sample)
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
        write_second(w, sample);
        write_large(w, sample);
}

uint8_t *load_file(const struct load_sample *sample, size_t *size)
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

bool machine_load(const struct load_sample *sample, struct launch *launch)
{
        static struct image image;
        size_t size;
        uint8_t *file = load_file(sample, &size);
        volatile bool loaded = false;

        if (setjmp(refusal) == 0) {
                image_open(file, size, &image);
                image_load(&image, launch);
                loaded = true;
        }
        memset(file, 0xee, size);
        free(file);
        return loaded;
}

/* This host is honest. */
void attack_memory_map(struct igvm_memory_map_entry *map, unsigned int *count, unsigned int room)
{
        (void)map;
        (void)count;
        (void)room;
}

void attack_vcpu_count(uint32_t *count)
{
        (void)count;
}
