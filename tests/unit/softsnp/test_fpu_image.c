/* tests/unit/softsnp/test_fpu_image.c - x87, SSE and AVX state through a save area and back, with the CPU's own FXSAVE. */
#include "tests/unit/softsnp/test.h"

#include "softsnp/snp/fpu_image.h"

static void fxsave(struct fpu_image *image)
{
        memset(image, 0, sizeof(*image));
        __asm__ volatile("fxsave64 %0" : "=m"(*image));
}

/* Three numbers of different kinds on the stack, and something in XMM5. */
static void fill(struct fpu_image *image)
{
        const uint64_t pattern[2] = { UINT64_C(0x1122334455667788), UINT64_C(0x99aabbccddeeff00) };

        __asm__ volatile("fninit; fld1; fldz; fldpi; movups %1, %%xmm5; fxsave64 %0; fninit"
                         : "=m"(*image)
                         : "m"(pattern)
                         : "xmm5");
}

static void state_survives_a_save_area(void **state)
{
        _Alignas(16) struct fpu_image before = { 0 };
        _Alignas(16) struct fpu_image after;
        struct vmsa area = { 0 };

        (void)state;
        fill(&before);
        fpu_image_to_vmsa(&before, &area);
        fpu_image_from_vmsa(&after, &area);
        assert_int_equal(after.fcw, before.fcw);
        assert_int_equal(after.fsw, before.fsw);
        assert_int_equal(after.ftw, before.ftw);
        assert_int_equal(after.mxcsr, before.mxcsr);
        assert_memory_equal(after.xmm, before.xmm, sizeof(before.xmm));
        for (unsigned int i = 0; i < 8; i++)
                assert_memory_equal(after.x87[i], before.x87[i], 10);
}

/* Top of stack 5: register 7 has 1, 6 has 0, 5 has pi. */
static void the_tag_word_says_what_each_register_holds(void **state)
{
        _Alignas(16) struct fpu_image image = { 0 };
        struct vmsa area = { 0 };

        (void)state;
        fill(&image);
        fpu_image_to_vmsa(&image, &area);
        assert_int_equal(area.x87_ftw, 0x13ff);
}

/* XSAVE leaves out what is at reset: what the image holds there is older. */
static void avx_counts_only_if_the_header_has_it(void **state)
{
        static struct fpu_image image;
        struct vmsa area = { 0 };
        struct fpu_image after;

        (void)state;
        memset(image.ymm_high, 0x77, sizeof(image.ymm_high));
        image.components = 7;
        fpu_image_to_vmsa(&image, &area);
        assert_memory_equal(area.ymm_high, image.ymm_high, sizeof(image.ymm_high));
        fpu_image_from_vmsa(&after, &area);
        assert_memory_equal(after.ymm_high, image.ymm_high, sizeof(image.ymm_high));
        assert_int_equal(after.components, 7);
        image.components = 3;
        fpu_image_to_vmsa(&image, &area);
        assert_int_equal(area.ymm_high[0] | area.ymm_high[255], 0);
}

static void the_state_at_reset_can_be_loaded(void **state)
{
        _Alignas(16) struct fpu_image before;
        _Alignas(16) struct fpu_image image;
        struct vmsa area = { .x87_fcw = 0x40, .x87_ftw = 0x5555, .mxcsr = 0x1f80 };

        (void)state;
        fxsave(&before);
        fpu_image_from_vmsa(&image, &area);
        assert_int_equal(image.ftw, 0xff);
        __asm__ volatile("fxrstor64 %0; fxrstor64 %1" : : "m"(image), "m"(before));
}

/* FXRSTOR faults for reserved bits of MXCSR, and the machine would with it. */
static void reserved_bits_of_mxcsr_do_not_arrive(void **state)
{
        struct fpu_image image;
        struct vmsa area = { .mxcsr = UINT32_MAX };

        (void)state;
        fpu_image_from_vmsa(&image, &area);
        assert_int_equal(image.mxcsr, 0xffff);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(state_survives_a_save_area),
                cmocka_unit_test(the_tag_word_says_what_each_register_holds),
                cmocka_unit_test(avx_counts_only_if_the_header_has_it),
                cmocka_unit_test(the_state_at_reset_can_be_loaded),
                cmocka_unit_test(reserved_bits_of_mxcsr_do_not_arrive),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
