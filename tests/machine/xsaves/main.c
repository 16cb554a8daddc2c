/*
 * XSAVES and XRSTORS, which Linux uses wherever a CPU has them, and takes for granted in an SNP guest (Linux
 * arch/x86/coco/sev/vc-shared.c, snp_cpuid_postprocess()): the compacted format, and the faults (APM vol. 4; vol. 2, section 11.5).
 *
 * Broken on purpose by leaving bit 63 out of XCOMP_BV: the header says that the image is not compacted.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define XCR0_ALL   7
#define COMPACT    (UINT64_C(1) << 63)
#define HEADER     64 /* in quadwords */
#define AVX        72
#define XMM4       28 /* 160 bytes of x87 and 16 for each register before */
#define UNTOUCHED  UINT64_C(0x5a5a5a5a5a5a5a5a)
#define QUADWORDS  104
#define BEHIND_XMM 52 /* 416 bytes */

static _Alignas(64) uint64_t image[QUADWORDS + 8];

static void xsaves(void *at, uint32_t mask)
{
        TRY("xsaves64 %0",
            : "+m"(*(uint64_t(*)[QUADWORDS])at)
            : "a"(mask), "d"(0)
            : "r11", "memory");
}

static void xrstors(void *at, uint32_t mask)
{
        TRY("xrstors64 %0",
            :
            : "m"(*(uint64_t(*)[QUADWORDS])at), "a"(mask), "d"(0)
            : "r11", "memory");
}

static void fill(uint64_t low, uint64_t high)
{
        const uint64_t both[2] = { high, high };

        __asm__ volatile("movq %0, %%xmm4\n\tvinsertf128 $1, %1, %%ymm4, %%ymm4"
                         :
                         : "r"(low), "m"(both));
}

static void check_registers(uint64_t low, uint64_t high)
{
        uint64_t seen_low;
        uint64_t seen_high[2];

        __asm__ volatile("movq %%xmm4, %0\n\tvextractf128 $1, %%ymm4, %1"
                         : "=r"(seen_low), "=m"(seen_high));
        CHECK_EQUAL(seen_low, low);
        CHECK_EQUAL(seen_high[0], high);
}

static void saves_and_restores(void)
{
        memset(image, 0x5a, sizeof(image));
        fill(0x1111, 0x2222);
        xsaves(image, XCR0_ALL);
        CHECK(!test_fault.happened);
        CHECK_EQUAL(image[HEADER + 1], COMPACT | XCR0_ALL);
        CHECK_EQUAL(image[XMM4], 0x1111);
        CHECK_EQUAL(image[AVX + 8], 0x2222);
        CHECK_EQUAL(image[BEHIND_XMM], UNTOUCHED);
        CHECK_EQUAL(image[QUADWORDS], UNTOUCHED);
        fill(0x3333, 0x4444);
        xrstors(image, XCR0_ALL);
        CHECK(!test_fault.happened);
        check_registers(0x1111, 0x2222);
}

/* A component that is asked for and not in the image is reset; one that is not asked for stays. */
static void restores_what_is_asked_for(void)
{
        fill(0x1111, 0x2222);
        xsaves(image, XCR0_ALL);
        fill(0x3333, 0x4444);
        xrstors(image, 2);
        check_registers(0x1111, 0x4444);
        image[HEADER] &= ~UINT64_C(4);
        xrstors(image, 4);
        check_registers(0x1111, 0);
}

static void refuses_what_is_wrong(void)
{
        fill(0x1111, 0x2222);
        xsaves((uint8_t *)image + 8, XCR0_ALL);
        check_fault("an image that is not aligned", VECTOR_GP, 0);
        xsaves(image, XCR0_ALL);
        image[HEADER + 1] &= ~COMPACT;
        xrstors(image, XCR0_ALL);
        check_fault("the standard format", VECTOR_GP, 0);
        image[HEADER + 1] |= COMPACT | 0x200;
        xrstors(image, XCR0_ALL);
        check_fault("a component that there is not", VECTOR_GP, 0);
        xsaves((void *)UINT64_C(0x7f0000000000), XCR0_ALL);
        CHECK_EQUAL(test_fault.vector, VECTOR_PF);
        CHECK_EQUAL(test_fault.error, 2);
        CHECK_EQUAL(test_fault.cr2, UINT64_C(0x7f0000000000));
        write_cr4(read_cr4() & ~CR4_OSXSAVE);
        xsaves(image, XCR0_ALL);
        CHECK_EQUAL(test_fault.vector, VECTOR_UD);
}

void test_main(void)
{
        write_cr4(read_cr4() | CR4_OSXSAVE);
        __asm__ volatile("xsetbv" : : "a"(XCR0_ALL), "d"(0), "c"(0));
        saves_and_restores();
        restores_what_is_asked_for();
        refuses_what_is_wrong();
}
