/*
 * tests/unit/igvm/test_load.c - softsnp's loader on the host.
 *
 * A refusal must come before any effect: no page written, nothing marked in the RMP.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/snp/cpuid_page.h"
#include "lib/snp/secrets_page.h"
#include "softsnp/load/madt.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"
#include "tests/unit/igvm/load_machine.h"

static bool is_filled(uint64_t address, uint8_t value)
{
        const uint8_t *page = machine_page(address);

        return page[0] == value && memcmp(page, page + 1, PAGE_SIZE - 1) == 0;
}

static const struct rmp_entry *entry_of(uint64_t address)
{
        return rmp_entry(memory_page_index(gpa(address)));
}

static void loads_pages_and_marks_them(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        assert_true(machine_load(&image, &launch));
        assert_true(is_filled(PLACE, 0x5c));
        assert_true(is_filled(PLACE + 0x1000, 0));
        assert_true(is_filled(SHARED_PAGE, 0x5c));
        assert_true(entry_of(PLACE)->assigned && entry_of(PLACE)->validated);
        assert_true(entry_of(SHARED_PAGE)->validated);
        assert_true(entry_of(PLACE + 0x100000)->assigned);
        assert_false(entry_of(PLACE + 0x100000)->validated);
        assert_false(entry_of(PLACE - 0x1000)->assigned);
}

static void says_what_the_launch_needs(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        assert_true(machine_load(&image, &launch));
        assert_int_equal(launch.policy, 0x30000);
        image.vmsa.cr4 = 0x40;
        assert_memory_equal(launch.save_areas[0], &image.vmsa, sizeof(image.vmsa));
        assert_int_equal(launch.save_area_places[0].value, VMSA_LAUNCH_GPA);
        assert_null(launch.save_areas[1]);
}

static const struct igvm_page_data large_page = {
        .gpa = LARGE_PAGE,
        .compatibility_mask = 1,
        .file_offset = 1,
        .flags = IGVM_PAGE_IS_2MB,
};

static void loads_a_large_page_as_pages_of_4_kib(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.large = large_page;
        assert_true(machine_load(&image, &launch));
        for (uint64_t i = 0; i < 512; i++) {
                assert_true(is_filled(LARGE_PAGE + i * PAGE_SIZE, (uint8_t)i));
                assert_true(entry_of(LARGE_PAGE + i * PAGE_SIZE)->validated);
        }
        assert_false(entry_of(LARGE_PAGE + IGVM_LARGE_PAGE_SIZE)->assigned);
}

static void loads_large_pages_of_zeros_and_does_not_look_at_the_shared_flag(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        image.large = large_page;
        image.large.file_offset = 0;
        assert_true(machine_load(&image, &launch));
        assert_true(is_filled(LARGE_PAGE + IGVM_LARGE_PAGE_SIZE - PAGE_SIZE, 0));
        machine_clear(state);
        image.large = large_page;
        image.large.flags |= IGVM_PAGE_SHARED;
        assert_true(machine_load(&image, &launch));
        assert_true(is_filled(LARGE_PAGE + 7 * PAGE_SIZE, 7));
        assert_true(entry_of(LARGE_PAGE)->validated);
}

static void keeps_the_save_area_of_every_vcpu(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.second = image.context;
        image.second.vp_index = 2;
        assert_true(machine_load(&image, &launch));
        assert_int_equal(launch.save_areas[0]->rip, PLACE);
        assert_null(launch.save_areas[1]);
        assert_int_equal(launch.save_areas[2]->rip, SECOND_RIP);
}

static void loads_every_page_of_an_area(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.area_pages = 3;
        image.insert.gpa = PLACE + 0x9000;
        assert_true(machine_load(&image, &launch));
        for (uint64_t at = 0; at < 3 * PAGE_SIZE; at += PAGE_SIZE)
                assert_true(entry_of(PLACE + 0x9000 + at)->validated);
        assert_true(is_filled(PLACE + 0xb000, 0));
        assert_false(entry_of(PLACE + 0xc000)->validated);
}

/* What the lib computes for that machine, of which other tests know that it is right. */
static void expect_digest(const struct load_sample *image, uint32_t vcpus)
{
        static struct igvm_range ranges[64];
        static struct igvm_area areas[64];
        struct igvm_workspace workspace = { ranges, 64, areas, 64 };
        const struct igvm_launch_machine machine = {
                .vcpus = vcpus, .host = { .cr4 = 0x40, .cpu_signature = 0xa00f11 }
        };
        uint8_t digest[IGVM_DIGEST_SIZE];
        struct igvm_error error;
        struct launch launch;
        struct igvm_file file;
        size_t size;
        uint8_t *data = load_file(image, &size);

        assert_int_equal(igvm_open(&file, data, size, IGVM_STRICT, &workspace, &error), IGVM_OK);
        igvm_measure_launch(igvm_launch_start_on_kvm(&file, 1, &machine), digest);
        free(data);
        assert_true(machine_load(image, &launch));
        assert_memory_equal(launch.digest, digest, sizeof(digest));
}

static void measures_in_qemus_order_with_kvms_save_areas(void **state)
{
        struct load_sample image = load_sample();

        image.large = large_page;
        image.area_pages = 3;
        image.insert.gpa = PLACE + 0x9000;
        image.second = image.context;
        image.second.vp_index = 1;
        expect_digest(&image, 0);
        machine_clear(state);
        personality.legacy_save_areas_of_all = 1;
        expect_digest(&image, 3);
        machine_clear(state);
        personality.legacy_save_areas_of_all = 1;
        image.second.compatibility_mask = 0;
        image.context.gpa = PLACE + 0x4000;
        expect_digest(&image, 0);
}

static void every_vcpu_has_a_save_area_if_kvm_launches_all(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.second = image.context;
        image.second.vp_index = 1;
        personality.legacy_save_areas_of_all = 1;
        assert_true(machine_load(&image, &launch));
        assert_int_equal(launch.save_areas[1]->rip, SECOND_RIP);
        assert_int_equal(launch.save_areas[2]->rip, 0xfff0);
        assert_int_equal(launch.save_areas[2]->rdx, 0xa00f11);
        assert_int_equal(launch.save_areas[2]->sev_features, SEV_FEATURE_SNP);
        assert_int_equal(launch.save_area_places[2].value, VMSA_LAUNCH_GPA);
}

/* As it is in the file, in a page that is a save area; KVM adds none for the others. */
static void launches_a_save_area_in_the_guests_memory(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.context.gpa = PLACE + 0x4000;
        personality.legacy_save_areas_of_all = 1;
        assert_true(machine_load(&image, &launch));
        assert_ptr_equal(launch.save_areas[0], machine_page(PLACE + 0x4000));
        assert_memory_equal(launch.save_areas[0], &image.vmsa, sizeof(image.vmsa));
        assert_int_equal(launch.save_area_places[0].value, PLACE + 0x4000);
        assert_true(entry_of(PLACE + 0x4000)->vmsa && entry_of(PLACE + 0x4000)->validated);
        assert_int_equal(machine_page(PLACE + 0x4000)[PAGE_SIZE - 1], 0);
        assert_null(launch.save_areas[1]);
}

static void loads_where_there_is_no_ram(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.page.gpa = WINDOW + 0x3000;
        image.memory = (struct igvm_required_memory){ WINDOW + 0x4000, 1, 0x2000, 0, 0 };
        image.insert.gpa = 0;
        assert_true(machine_load(&image, &launch));
        assert_true(is_filled(WINDOW + 0x3000, 0x5c));
        assert_true(entry_of(WINDOW + 0x5000)->assigned);
        assert_false(entry_of(WINDOW + 0x6000)->assigned);
        assert_true(entry_of(0)->validated);
}

static void the_reader_is_as_strict_as_the_host(void **state)
{
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        image.page.compatibility_mask = 1 | 0x10;
        assert_false(machine_load(&image, &launch));
        assert_non_null(strstr(machine_refused, "bad-mask"));
        image.map.byte_offset = 0;
        personality.igvm_level = IGVM_AS_QEMU;
        assert_true(machine_load(&image, &launch));
}

/* ACPI 6.5, section 5.2.12, as QEMU fills it in; at the area's start, whatever the offset is. */
static void fills_the_madt(void **state)
{
        static const uint8_t processors[] = {
                0, 8, 0, 0, 1, 0, 0, 0, 0, 8,  1, 1, 1, 0, 0,    0,
                0, 8, 2, 2, 1, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0xc0, 0xfe
        };
        struct load_sample image = load_sample();
        struct launch launch;
        const uint8_t *table;
        uint8_t sum = 0;

        (void)state;
        image.parameter = IGVM_MADT;
        image.no_map = true;
        assert_true(machine_load(&image, &launch));
        table = machine_page(HOST_AREA);
        assert_memory_equal(table, "APIC", 4);
        assert_int_equal(table[4], 44 + 3 * 8 + 12 + 5 * 10 + 6);
        for (size_t i = 0; i < table[4]; i++)
                sum = (uint8_t)(sum + table[i]);
        assert_int_equal(sum, 0);
        assert_memory_equal(table + 10, "BOCHS BXPC    ", 14);
        assert_memory_equal(table + 44, processors, sizeof(processors));
        assert_int_equal(table[table[4]], 0);
}

/* Of 300 vCPUs those from 255 on have long entries. */
static void a_madt_of_many_vcpus(void **state)
{
        const size_t size = 44 + 255 * 8 + 45 * 16 + 12 + 5 * 10 + 12;
        uint8_t *table;

        (void)state;
        assert_int_equal(madt_size(300), size);
        table = malloc(size);
        assert_non_null(table);
        madt_make(300, table);
        assert_memory_equal(table + 44 + 255 * 8, "\x09\x10\0\0\xff\0\0\0\1\0\0\0\xff\0\0\0", 16);
        assert_int_equal(table[size - 12], 10);
        free(table);
}

static void expect_entry(const struct igvm_memory_map_entry *entry, uint64_t page, uint64_t pages,
                         unsigned int type)
{
        assert_int_equal(entry->starting_gpa_page_number, page);
        assert_int_equal(entry->number_of_pages, pages);
        assert_int_equal(entry->entry_type, type);
}

/* The map is QEMU's, sorted, at the area's start, whatever the offset is; the count is where it is wanted. */
static void fills_the_host_area(void **state)
{
        struct load_sample image = load_sample();
        struct igvm_memory_map_entry map[6];
        struct launch launch;
        uint32_t count;

        (void)state;
        assert_true(machine_load(&image, &launch));
        memcpy(&count, machine_page(HOST_AREA) + 2048, sizeof(count));
        assert_int_equal(count, 3);
        memcpy(map, machine_page(HOST_AREA), sizeof(map));
        expect_entry(&map[0], 0, 0x38000, IGVM_MEMORY_NORMAL);
        expect_entry(&map[1], 0xfeffc, 4, IGVM_MEMORY_PLATFORM_RESERVED);
        expect_entry(&map[2], 0x100000, 0x40000, IGVM_MEMORY_NORMAL);
        expect_entry(&map[3], 0x140000, 1, IGVM_MEMORY_PERSISTENT);
        expect_entry(&map[4], 0xfd00000, 0x300000, IGVM_MEMORY_PLATFORM_RESERVED);
        assert_int_equal(map[5].number_of_pages, 0);
}

static void fills_secrets_and_cpuid_pages(void **state)
{
        static const uint8_t zeros[VMPCK_SIZE];
        const struct secrets_page *secrets;
        const struct cpuid_page *cpuid_page;
        struct load_sample image = load_sample();
        struct launch launch;

        (void)state;
        assert_true(machine_load(&image, &launch));
        secrets = (const void *)machine_page(PLACE + 0x2000);
        assert_int_equal(secrets->version, 3);
        assert_int_equal(secrets->family_model_stepping, 0xa00f11);
        assert_int_equal(secrets->svsm_size, 0);
        for (unsigned int i = 0; i < 4; i++) {
                assert_memory_not_equal(secrets->vmpck[i], zeros, VMPCK_SIZE);
                assert_memory_not_equal(secrets->vmpck[i], secrets->vmpck[(i + 1) % 4], VMPCK_SIZE);
        }
        cpuid_page = (const void *)machine_page(PLACE + 0x3000);
        assert_int_equal(cpuid_page->count, 5);
        assert_int_equal(cpuid_page->entries[0].eax, 0);
}

#define REFUSAL(name, ...)                      \
        static void name(struct load_sample *s) \
        {                                       \
                __VA_ARGS__;                    \
        }

/* Another vCPU's context, and a large page. */
static const struct igvm_vp_context second_context = {
        .gpa = VMSA_LAUNCH_GPA,
        .compatibility_mask = 1,
        .vp_index = 1,
};
static const struct igvm_page_data zeros_large = {
        .gpa = LARGE_PAGE,
        .compatibility_mask = 1,
        .flags = IGVM_PAGE_IS_2MB,
};

REFUSAL(not_snp, s->not_snp = true)
REFUSAL(no_policy, s->no_policy = true)
REFUSAL(no_context, s->no_context = true)
REFUSAL(no_boot_context, s->no_context = true; s->second = second_context)
REFUSAL(too_many_vcpus, s->second = second_context; s->second.vp_index = 3)
REFUSAL(second_address, s->second = second_context; s->second.gpa = PLACE + 0x5000)
REFUSAL(two_in_memory, s->context.gpa = PLACE + 0x4000; s->second = second_context;
        s->second.gpa = PLACE + 0x5000)
REFUSAL(large_beyond, s->large = zeros_large; s->large.gpa = 0x40000000)
REFUSAL(large_secrets, s->large = zeros_large; s->large.data_type = IGVM_PAGE_SECRETS)
REFUSAL(area_too_far, s->area_pages = 2; s->insert.gpa = SOFTSNP_BASE - PAGE_SIZE)
REFUSAL(policy_bit, s->policy = 0x10000)
REFUSAL(policy_unknown, s->policy = 0x4030000)
REFUSAL(policy_debug, s->policy = 0xb0000)
REFUSAL(page_in_vga, s->page.gpa = 0xa0000)
REFUSAL(memory_beyond, s->memory.number_of_bytes = 0x2000000)
REFUSAL(other_parameter, s->parameter = IGVM_SRAT)
REFUSAL(device_tree, s->parameter = IGVM_DEVICE_TREE)
REFUSAL(large_save_area, s->context.gpa = 0x37200000)
REFUSAL(no_legacy, (void)s; personality.vmsa_launch = PERSONALITY_VMSA_DIRECT)
REFUSAL(no_direct, personality.vmsa_launch = PERSONALITY_VMSA_LEGACY;
        s->context.gpa = PLACE + 0x4000)
REFUSAL(direct_without_svme, s->context.gpa = PLACE + 0x4000; s->vmsa.efer = 0)
REFUSAL(context_vmpl, s->vmsa.vmpl = 1)
REFUSAL(context_dr7, s->vmsa.dr7 = 0x401)
REFUSAL(context_no_snp, s->vmsa.sev_features = 0)
REFUSAL(context_vtom, s->vmsa.sev_features |= SEV_FEATURE_VTOM)
REFUSAL(not_a_good_file, s->page.reserved = 1)

static const struct {
        void (*change)(struct load_sample *sample);
        const char *reason;
} refusals[] = {
        { not_snp, "not for SEV-SNP" },
        { no_policy, "no GUEST_POLICY" },
        { no_context, "no VP_CONTEXT" },
        { no_boot_context, "no VP_CONTEXT of vCPU 0" },
        { too_many_vcpus, "vCPU 3 is not in this machine, which has 3 vCPUs" },
        { second_address, "and others" },
        { two_in_memory, "a second save area" },
        { large_beyond, "from 0x40000000 on" },
        { large_secrets, "pages of 4 KiB only" },
        { area_too_far, "from 0x37fff000 on" },
        { policy_bit, "bit 17" },
        { policy_unknown, "bits 0x4000000 of the policy" },
        { policy_debug, "bits 0x80000 of the policy" },
        { page_in_vga, "from 0xa0000 on" },
        { memory_beyond, "no memory of 0x2000000 bytes" },
        { other_parameter, "(SRAT) at offset 0x80: QEMU fills in no such parameter" },
        { device_tree, "(DEVICE_TREE) at offset 0x80: QEMU fills in no such" },
        { large_save_area, "at a multiple of 2 MiB" },
        { no_legacy, "from the guest's memory alone" },
        { no_direct, "is not 0xfffffffff000" },
        { direct_without_svme, "EFER.SVME" },
        { context_vmpl, "start at VMPL0" },
        { context_dr7, "DR7" },
        { context_no_snp, "lack SNP" },
        { context_vtom, "SEV_FEATURES 0x2 are not offered" },
        { not_a_good_file, "header 7 (PAGE_DATA)" },
};

static void refuses_before_any_effect(void **state)
{
        for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
                struct load_sample image = load_sample();
                struct launch launch;

                refusals[i].change(&image);
                assert_false(machine_load(&image, &launch));
                if (!strstr(machine_refused, refusals[i].reason))
                        fail_msg("'%s' instead of '%s'", machine_refused, refusals[i].reason);
                assert_int_equal(machine_effects, 0);
                assert_true(is_filled(PLACE, JUNK));
                assert_true(is_filled(HOST_AREA, JUNK));
                machine_clear(state);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(loads_pages_and_marks_them, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(says_what_the_launch_needs, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(loads_a_large_page_as_pages_of_4_kib, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(
                        loads_large_pages_of_zeros_and_does_not_look_at_the_shared_flag,
                        machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(keeps_the_save_area_of_every_vcpu, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(loads_every_page_of_an_area, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(measures_in_qemus_order_with_kvms_save_areas,
                                                machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(every_vcpu_has_a_save_area_if_kvm_launches_all,
                                                machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(launches_a_save_area_in_the_guests_memory,
                                                machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(loads_where_there_is_no_ram, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(the_reader_is_as_strict_as_the_host, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(fills_the_madt, machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(a_madt_of_many_vcpus, machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(fills_the_host_area, machine_clear, machine_clear),
                cmocka_unit_test_setup_teardown(fills_secrets_and_cpuid_pages, machine_clear,
                                                machine_clear),
                cmocka_unit_test_setup_teardown(refuses_before_any_effect, machine_clear,
                                                machine_clear),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
