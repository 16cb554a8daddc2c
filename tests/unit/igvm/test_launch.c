/*
 * tests/unit/igvm/test_launch.c - the pages of a launch and their order, by both loaders. Each image is a few lines here, and
 * what the security processor gets from it is a text: "n100 u200" is a NORMAL page 0x100 and then an UNMEASURED page 0x200,
 * in page numbers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/launch.h"
#include "lib/igvm/writer.h"
#include "tests/unit/igvm/sample.h"

#define SNP   1
#define OTHER 2

/* What an image has behind its platforms. */
struct part {
        enum { PAGE, ZEROS, INSERT, CONTEXT } kind;
        uint64_t page; /* number */
        uint32_t mask;
        uint32_t flags; /* of PAGE and ZEROS; INSERT: pages of the area; CONTEXT: vp_index */
        uint16_t type;
};

static uint8_t contents[IGVM_LARGE_PAGE_SIZE];

static void write_page(struct igvm_writer *w, const struct part *part)
{
        size_t size = part->flags & IGVM_PAGE_IS_2MB ? IGVM_LARGE_PAGE_SIZE : IGVM_PAGE_SIZE;
        const struct igvm_page_data page = {
                .gpa = part->page * IGVM_PAGE_SIZE,
                .compatibility_mask = part->mask,
                .file_offset = part->kind == ZEROS ? 0 : igvm_write_data(w, contents, size, size),
                .flags = part->flags,
                .data_type = part->type,
        };

        igvm_write_header(w, IGVM_PAGE_DATA, &page, sizeof(page));
}

static void write_insert(struct igvm_writer *w, const struct part *part, uint32_t index)
{
        const struct igvm_parameter_area area = { (uint64_t)part->flags * IGVM_PAGE_SIZE, index,
                                                  0 };
        const struct igvm_parameter_insert insert = { part->page * IGVM_PAGE_SIZE, part->mask,
                                                      index };

        igvm_write_header(w, IGVM_PARAMETER_AREA, &area, sizeof(area));
        igvm_write_header(w, IGVM_PARAMETER_INSERT, &insert, sizeof(insert));
}

static void write_context(struct igvm_writer *w, const struct part *part)
{
        const struct igvm_vp_context context = {
                .gpa = part->page * IGVM_PAGE_SIZE,
                .compatibility_mask = part->mask,
                .file_offset = igvm_write_data(w, contents, IGVM_VMSA_SIZE, 4096),
                .vp_index = (uint16_t)part->flags,
        };

        igvm_write_header(w, IGVM_VP_CONTEXT, &context, sizeof(context));
}

static void write_all(struct igvm_writer *w, const struct part *parts, size_t count)
{
        static const struct igvm_supported_platform platforms[] = {
                { SNP, 0, IGVM_PLATFORM_SEV_SNP, 1, 0 },
                { OTHER, 0, IGVM_PLATFORM_SEV_ES, 1, 0 },
        };

        for (size_t i = 0; i < 2; i++)
                igvm_write_header(w, IGVM_SUPPORTED_PLATFORM, &platforms[i], sizeof(platforms[i]));
        for (size_t i = 0; i < count; i++) {
                if (parts[i].kind == INSERT)
                        write_insert(w, &parts[i], (uint32_t)i);
                else if (parts[i].kind == CONTEXT)
                        write_context(w, &parts[i]);
                else
                        write_page(w, &parts[i]);
        }
}

static char pages_text[16384];

/* Not NULL: the pages are listed as that machine launches them. */
static const struct igvm_launch_machine *machine;

static void list_pages(const struct igvm_file *file, enum igvm_loader loader)
{
        struct igvm_launch launch = machine ? igvm_launch_start_on_kvm(file, SNP, machine)
                                            : igvm_launch_start(file, SNP, loader);
        struct igvm_launch_page page;
        size_t length = 0;

        pages_text[0] = '\0';
        while (igvm_launch_next(&launch, &page)) {
                assert_true(page.type >= SNP_PAGE_NORMAL && page.type <= SNP_PAGE_CPUID);
                length += (size_t)snprintf(
                        pages_text + length, sizeof(pages_text) - length, "%s%c%lx",
                        length ? " " : "",
                        page.header == IGVM_LAUNCH_NO_HEADER ? '+' : "?nvzusc"[page.type],
                        page.gpa / IGVM_PAGE_SIZE);
                assert_in_range(length, 1, sizeof(pages_text) - 1);
        }
        assert_false(igvm_launch_next(&launch, &page));
}

/* The pages of an image as text; valid until the next call. */
static const char *pages(enum igvm_loader loader, const struct part *parts, size_t count)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        struct igvm_error error;
        struct igvm_file file;
        uint8_t *data;
        size_t size;

        write_all(&counted, parts, count);
        size = igvm_writer_size(&counted);
        data = malloc(size);
        assert_non_null(data);
        writer = igvm_writer_start(&counted, data);
        write_all(&writer, parts, count);
        assert_true(igvm_writer_finish(&writer));
        assert_int_equal(open_strictly(&file, data, size, &error), IGVM_OK);
        list_pages(&file, loader);
        free(data);
        return pages_text;
}

#define AS_FILE(...)                                                    \
        pages(IGVM_LOADER_FORMAT, (const struct part[]){ __VA_ARGS__ }, \
              sizeof((const struct part[]){ __VA_ARGS__ }) / sizeof(struct part))
#define AS_QEMU(...)                                                  \
        pages(IGVM_LOADER_QEMU, (const struct part[]){ __VA_ARGS__ }, \
              sizeof((const struct part[]){ __VA_ARGS__ }) / sizeof(struct part))

#define N(number)                       \
        {                               \
                PAGE, number, SNP, 0, 0 \
        }
#define Z(number)                        \
        {                                \
                ZEROS, number, SNP, 0, 0 \
        }
#define I(number, count)                      \
        {                                     \
                INSERT, number, SNP, count, 0 \
        }
#define V(number, vp)                       \
        {                                   \
                CONTEXT, number, SNP, vp, 0 \
        }
#define FLAGS(number, fl)                \
        {                                \
                PAGE, number, SNP, fl, 0 \
        }
#define TYPE(number, ty)                  \
        {                                 \
                ZEROS, number, SNP, 0, ty \
        }
#define FOR(number, mask)                \
        {                                \
                PAGE, number, mask, 0, 0 \
        }
#define KVM 0xfffffffff

static void both_give_pages_as_the_file_has_them(void **state)
{
        (void)state;
        assert_string_equal(AS_FILE(I(0x50, 1), N(0x10), Z(0x11), V(KVM, 0)),
                            "u50 n10 n11 vfffffffff");
        assert_string_equal(AS_QEMU(I(0x50, 1), N(0x10), Z(0x11), V(KVM, 0)),
                            "u50 n10 n11 vfffffffff");
}

static void every_type_is_the_processors(void **state)
{
        const char *expected = "s10 c11 c12 u13";

        (void)state;
        assert_string_equal(AS_FILE(TYPE(0x10, IGVM_PAGE_SECRETS), TYPE(0x11, IGVM_PAGE_CPUID_DATA),
                                    TYPE(0x12, IGVM_PAGE_CPUID_XF),
                                    FLAGS(0x13, IGVM_PAGE_UNMEASURED)),
                            expected);
        assert_string_equal(AS_QEMU(TYPE(0x10, IGVM_PAGE_SECRETS), TYPE(0x11, IGVM_PAGE_CPUID_DATA),
                                    TYPE(0x12, IGVM_PAGE_CPUID_XF),
                                    FLAGS(0x13, IGVM_PAGE_UNMEASURED)),
                            expected);
}

static void other_platforms_are_left_out(void **state)
{
        (void)state;
        assert_string_equal(AS_FILE(FOR(0x10, OTHER), FOR(0x11, SNP | OTHER),
                                    { CONTEXT, KVM, OTHER, 0, 0 }, { INSERT, 0x50, OTHER, 1, 0 }),
                            "n11");
        assert_string_equal(AS_QEMU(FOR(0x10, OTHER), FOR(0x11, SNP | OTHER),
                                    { CONTEXT, KVM, OTHER, 0, 0 }, { INSERT, 0x50, OTHER, 1, 0 }),
                            "n11");
}

static void an_area_is_all_its_pages(void **state)
{
        (void)state;
        assert_string_equal(AS_FILE(I(0x50, 3)), "u50 u51 u52");
        assert_string_equal(AS_QEMU(I(0x50, 3)), "u50 u51 u52");
}

static void a_large_page_is_512_pages(void **state)
{
        char expected[512 * 5 + 16] = "";

        (void)state;
        for (unsigned int i = 0; i < 512; i++)
                sprintf(expected + strlen(expected), "%sn%x", i ? " " : "", 0x200 + i);
        assert_string_equal(AS_FILE(FLAGS(0x200, IGVM_PAGE_IS_2MB)), expected);
        assert_string_equal(AS_QEMU(FLAGS(0x200, IGVM_PAGE_IS_2MB)), expected);
        assert_string_equal(AS_FILE({ ZEROS, 0x200, SNP, IGVM_PAGE_IS_2MB, 0 }), expected);
}

static void only_qemu_counts_shared_pages(void **state)
{
        (void)state;
        assert_string_equal(AS_FILE(FLAGS(0x10, IGVM_PAGE_SHARED), N(0x11)), "n11");
        assert_string_equal(AS_QEMU(FLAGS(0x10, IGVM_PAGE_SHARED), N(0x11)), "n10 n11");
}

static void qemu_gives_areas_before_the_run_that_they_follow(void **state)
{
        (void)state;
        assert_string_equal(AS_FILE(N(0x10), N(0x11), I(0x50, 1), N(0x12)), "n10 n11 u50 n12");
        assert_string_equal(AS_QEMU(N(0x10), N(0x11), I(0x50, 1), N(0x12)), "u50 n10 n11 n12");
}

/* Whatever ends a run has it given: another address, flags, type, mask, contents or none. */
static void qemu_ends_a_run_where_anything_changes(void **state)
{
        (void)state;
        assert_string_equal(AS_QEMU(N(0x10), N(0x20), I(0x50, 1)), "n10 u50 n20");
        assert_string_equal(AS_QEMU(N(0x11), N(0x10), I(0x50, 1)), "n11 u50 n10");
        assert_string_equal(AS_QEMU(N(0x10), FLAGS(0x11, IGVM_PAGE_UNMEASURED), I(0x50, 1)),
                            "n10 u50 u11");
        assert_string_equal(AS_QEMU(Z(0x10), TYPE(0x11, IGVM_PAGE_SECRETS), I(0x50, 1)),
                            "n10 u50 s11");
        assert_string_equal(AS_QEMU(N(0x10), FOR(0x11, SNP | OTHER), I(0x50, 1)), "n10 u50 n11");
        assert_string_equal(AS_QEMU(N(0x10), Z(0x11), I(0x50, 1)), "n10 u50 n11");
        assert_string_equal(AS_QEMU(N(0x10), FOR(0x20, OTHER), N(0x11), I(0x50, 1)), "n10 u50 n11");
        assert_string_equal(AS_QEMU(N(0x10), N(0x11), N(0x12), I(0x50, 1)), "u50 n10 n11 n12");
}

static void save_areas_come_last_and_at_one_address_with_qemu(void **state)
{
        (void)state;
        assert_string_equal(AS_FILE(V(0x70, 0), N(0x10), I(0x50, 1)), "v70 n10 u50");
        assert_string_equal(AS_QEMU(V(0x70, 0), N(0x10), I(0x50, 1)), "u50 n10 vfffffffff");
}

static uint32_t vp_index_of(const struct part *parts, const struct igvm_launch_page *page)
{
        return parts[page->header - 2].flags; /* behind two platforms */
}

/* More than the iterator finds at once, in an order that has nothing to do with theirs. */
static void qemu_takes_save_areas_by_vcpu(void **state)
{
        enum { COUNT = 3 * IGVM_LAUNCH_CONTEXTS + 5 };
        struct part parts[COUNT];
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        struct igvm_launch launch;
        struct igvm_launch_page page;
        struct igvm_error error;
        struct igvm_file file;
        uint8_t *data;

        (void)state;
        for (uint32_t i = 0; i < COUNT; i++)
                parts[i] = (struct part){ CONTEXT, KVM, SNP, i * 20 % COUNT, 0 };
        write_all(&counted, parts, COUNT);
        data = malloc(igvm_writer_size(&counted));
        assert_non_null(data);
        writer = igvm_writer_start(&counted, data);
        write_all(&writer, parts, COUNT);
        assert_true(igvm_writer_finish(&writer));
        assert_int_equal(open_strictly(&file, data, igvm_writer_size(&counted), &error), IGVM_OK);
        launch = igvm_launch_start(&file, SNP, IGVM_LOADER_QEMU);
        for (uint32_t i = 0; i < COUNT; i++) {
                assert_true(igvm_launch_next(&launch, &page));
                assert_int_equal(vp_index_of(parts, &page), i);
        }
        assert_false(igvm_launch_next(&launch, &page));
        free(data);
}

/* "+": a save area that the file does not have. */
static void kvm_adds_a_save_area_for_each_vcpu(void **state)
{
        static const struct igvm_launch_machine four = { .vcpus = 4 };
        static const struct igvm_launch_machine none = { .vcpus = 0 };

        (void)state;
        machine = &four;
        assert_string_equal(AS_QEMU(N(0x10), V(KVM, 0), N(0x20)),
                            "n10 n20 vfffffffff +fffffffff +fffffffff +fffffffff");
        assert_string_equal(AS_QEMU(V(KVM, 2), V(KVM, 0)),
                            "vfffffffff +fffffffff vfffffffff +fffffffff");
        assert_string_equal(AS_QEMU(V(KVM, 5), V(KVM, 0)),
                            "vfffffffff +fffffffff +fffffffff +fffffffff vfffffffff");
        machine = &none;
        assert_string_equal(AS_QEMU(V(KVM, 2), V(KVM, 0)), "vfffffffff vfffffffff");
        machine = NULL;
}

static void a_save_area_in_memory_is_a_page_in_its_place_and_the_only_one(void **state)
{
        static const struct igvm_launch_machine four = { .vcpus = 4 };

        (void)state;
        machine = &four;
        assert_string_equal(AS_QEMU(N(0x10), I(0x50, 1), V(0x30, 0), N(0x20)), "u50 v30 n10 n20");
        assert_string_equal(AS_QEMU(N(0x10), V(0x30, 0), N(0x20)), "v30 n10 n20");
        machine = NULL;
}

/* Contents: KVM's of its own, the file's in memory. */
static void kvm_changes_its_own_save_areas_alone(void **state)
{
        static const struct igvm_launch_machine one = { .vcpus = 1, .host = { .cr4 = 0x40 } };
        const uint64_t places[] = { KVM, 0x30 };

        (void)state;
        for (size_t i = 0; i < 2; i++) {
                const struct part part = V(places[i], 0);
                struct igvm_writer counted = igvm_writer_count();
                struct igvm_writer writer;
                struct igvm_launch_page page;
                struct igvm_launch launch;
                struct igvm_error error;
                struct igvm_file file;
                struct vmsa vmsa;
                uint8_t *data;

                write_all(&counted, &part, 1);
                data = malloc(igvm_writer_size(&counted));
                assert_non_null(data);
                writer = igvm_writer_start(&counted, data);
                write_all(&writer, &part, 1);
                assert_true(igvm_writer_finish(&writer));
                assert_int_equal(open_strictly(&file, data, igvm_writer_size(&counted), &error),
                                 IGVM_OK);
                launch = igvm_launch_start_on_kvm(&file, SNP, &one);
                assert_true(igvm_launch_next(&launch, &page));
                assert_int_equal(page.contents_size, sizeof(vmsa));
                memcpy(&vmsa, page.contents, sizeof(vmsa));
                assert_int_equal(vmsa.cr4, i == 0 ? 0x40 : 0);
                assert_false(igvm_launch_next(&launch, &page));
                free(data);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(both_give_pages_as_the_file_has_them),
                cmocka_unit_test(every_type_is_the_processors),
                cmocka_unit_test(other_platforms_are_left_out),
                cmocka_unit_test(an_area_is_all_its_pages),
                cmocka_unit_test(a_large_page_is_512_pages),
                cmocka_unit_test(only_qemu_counts_shared_pages),
                cmocka_unit_test(qemu_gives_areas_before_the_run_that_they_follow),
                cmocka_unit_test(qemu_ends_a_run_where_anything_changes),
                cmocka_unit_test(save_areas_come_last_and_at_one_address_with_qemu),
                cmocka_unit_test(qemu_takes_save_areas_by_vcpu),
                cmocka_unit_test(kvm_adds_a_save_area_for_each_vcpu),
                cmocka_unit_test(a_save_area_in_memory_is_a_page_in_its_place_and_the_only_one),
                cmocka_unit_test(kvm_changes_its_own_save_areas_alone),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
