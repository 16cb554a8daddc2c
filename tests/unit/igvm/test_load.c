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
#include "softsnp/start/memory.h"
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
        assert_false(entry_of(SHARED_PAGE)->assigned);
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
        assert_int_equal(launch.reserved_start, PLACE);
        assert_int_equal(launch.reserved_end, PLACE + 0x1000000);
        assert_memory_equal(launch.save_areas[0], &image.vmsa, sizeof(image.vmsa));
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

static void loads_large_pages_of_zeros_and_shared_ones(void **state)
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
        assert_false(entry_of(LARGE_PAGE)->assigned);
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

static void measures_what_the_file_says(void **state)
{
        static struct igvm_range ranges[64];
        static struct igvm_area areas[64];
        struct igvm_workspace workspace = { ranges, 64, areas, 64 };
        struct load_sample image = load_sample();
        uint8_t digest[IGVM_DIGEST_SIZE];
        struct igvm_error error;
        struct launch launch;
        struct igvm_file file;
        size_t size;
        uint8_t *data;

        (void)state;
        image.large = large_page;
        image.area_pages = 3;
        image.insert.gpa = PLACE + 0x9000;
        image.second = image.context;
        image.second.vp_index = 1;
        data = load_file(&image, &size);
        assert_int_equal(igvm_open(&file, data, size, IGVM_STRICT, &workspace, &error), IGVM_OK);
        igvm_measure(&file, 1, digest);
        free(data);
        assert_true(machine_load(&image, &launch));
        assert_memory_equal(launch.digest, digest, sizeof(digest));
}

static void fills_the_host_area(void **state)
{
        struct load_sample image = load_sample();
        struct igvm_memory_map_entry map[6];
        struct launch launch;
        uint32_t count;

        (void)state;
        assert_true(machine_load(&image, &launch));
        memcpy(&count, machine_page(HOST_AREA), sizeof(count));
        assert_int_equal(count, 3);
        memcpy(map, machine_page(HOST_AREA) + 64, sizeof(map));
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
REFUSAL(other_features, s->second = second_context; s->second_features |= SEV_FEATURE_DEBUG_SWAP)
REFUSAL(large_beyond, s->large = zeros_large; s->large.gpa = 0x40000000)
REFUSAL(large_in_softsnp, s->large = zeros_large; s->large.gpa = SOFTSNP_BASE)
REFUSAL(large_secrets, s->large = zeros_large; s->large.data_type = IGVM_PAGE_SECRETS)
REFUSAL(area_into_softsnp, s->area_pages = 2; s->insert.gpa = SOFTSNP_BASE - PAGE_SIZE)
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
        void (*change)(struct load_sample *sample);
        const char *reason;
} refusals[] = {
        { not_snp, "not for SEV-SNP" },
        { no_policy, "no GUEST_POLICY" },
        { no_context, "no VP_CONTEXT" },
        { no_boot_context, "no VP_CONTEXT of vCPU 0" },
        { too_many_vcpus, "vCPU 3 is not in this machine, which has 3 vCPUs" },
        { second_address, "is not 0xfffffffff000" },
        { other_features, "not those of the other vCPUs" },
        { large_beyond, "0x40000000 is no memory" },
        { large_in_softsnp, "0x38000000 is no memory" },
        { large_secrets, "pages of 4 KiB only" },
        { area_into_softsnp, "0x38000000 is no memory" },
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
                cmocka_unit_test_teardown(loads_pages_and_marks_them, machine_clear),
                cmocka_unit_test_teardown(says_what_the_launch_needs, machine_clear),
                cmocka_unit_test_teardown(loads_a_large_page_as_pages_of_4_kib, machine_clear),
                cmocka_unit_test_teardown(loads_large_pages_of_zeros_and_shared_ones,
                                          machine_clear),
                cmocka_unit_test_teardown(keeps_the_save_area_of_every_vcpu, machine_clear),
                cmocka_unit_test_teardown(loads_every_page_of_an_area, machine_clear),
                cmocka_unit_test_teardown(measures_what_the_file_says, machine_clear),
                cmocka_unit_test_teardown(fills_the_host_area, machine_clear),
                cmocka_unit_test_teardown(fills_secrets_and_cpuid_pages, machine_clear),
                cmocka_unit_test_teardown(refuses_before_any_effect, machine_clear),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
