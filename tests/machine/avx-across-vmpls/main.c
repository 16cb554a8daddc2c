/*
 * AVX's registers and XCR0 are the instance's: both are in the VMSA, and switching VMPL changes them (Linux
 * arch/x86/include/asm/svm.h, struct sev_es_save_area; APM vol. 2, table B-4). XSETBV does not exit (Linux arch/x86/kvm/svm/sev.c,
 * sev_es_init_vmcb()). CPUID tells of XSAVE and AVX, as of every CPU with SEV-SNP.
 *
 * Broken on purpose by leaving the upper halves out of fpu_image_to_vmsa(): what VMPL0 had in YMM3 is lost.
 */
#include "lib/snp/cpuid_page.h"
#include "tests/machine/runtime/test.h"

#define XCR0_ALL     7 /* x87, SSE, AVX */
#define LEAF_1_XSAVE (1u << 26)
#define LEAF_1_AVX   (1u << 28)
#define LEAF_D_SIZE  0x340

static uint64_t xcr0_below;
static uint64_t high_below[2];

static uint64_t read_xcr0(void)
{
        uint32_t low;
        uint32_t high;

        __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
        return low | (uint64_t)high << 32;
}

static void enable_avx(void)
{
        __asm__ volatile("xsetbv" : : "a"(XCR0_ALL), "d"(0), "c"(0));
}

static void write_high(uint64_t value)
{
        const uint64_t both[2] = { value, ~value };

        __asm__ volatile("vinsertf128 $1, %0, %%ymm3, %%ymm3" : : "m"(both));
}

static void read_high(uint64_t both[2])
{
        __asm__ volatile("vextractf128 $1, %%ymm3, %0" : "=m"(*(uint64_t(*)[2])both));
}

static void at_vmpl2(void)
{
        write_cr4(read_cr4() | CR4_OSXSAVE);
        xcr0_below = read_xcr0();
        enable_avx();
        read_high(high_below);
        write_high(UINT64_C(0x2222222222222222));
}

static const struct cpuid_page_entry *leaf(uint32_t function, uint32_t index)
{
        const struct cpuid_page *page = private_view(test_params->cpuid_page);

        for (uint32_t i = 0; i < page->count; i++)
                if (page->entries[i].eax_in == function && page->entries[i].ecx_in == index)
                        return &page->entries[i];
        return NULL;
}

void test_main(void)
{
        uint64_t seen[2];

        CHECK(leaf(1, 0)->ecx & LEAF_1_XSAVE);
        CHECK(leaf(1, 0)->ecx & LEAF_1_AVX);
        CHECK_EQUAL(leaf(0xd, 0)->eax, XCR0_ALL);
        CHECK_EQUAL(leaf(0xd, 0)->ecx, LEAF_D_SIZE);
        write_cr4(read_cr4() | CR4_OSXSAVE);
        CHECK_EQUAL(read_xcr0(), 1);
        enable_avx();
        write_high(UINT64_C(0x0123456789abcdef));
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(read_xcr0(), XCR0_ALL);
        read_high(seen);
        CHECK_EQUAL(seen[0], UINT64_C(0x0123456789abcdef));
        CHECK_EQUAL(seen[1], ~UINT64_C(0x0123456789abcdef));
        CHECK_EQUAL(xcr0_below, 1);
        CHECK_EQUAL(high_below[0] | high_below[1], 0);
}
