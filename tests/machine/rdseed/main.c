/*
 * RDSEED, which every CPU with SEV-SNP has and QEMU 7.2 does not tell of: CPUID says that it is there, and it works in all its
 * forms (APM vol. 3, RDSEED).
 *
 * Broken on purpose by leaving the bit out.
 */
#include "lib/snp/cpuid_page.h"
#include "tests/machine/runtime/test.h"

#define LEAF_7_RDSEED (1u << 18)

static bool is_in_page(void)
{
        const struct cpuid_page *page = private_view(test_params->cpuid_page);

        for (uint32_t i = 0; i < page->count; i++)
                if (page->entries[i].eax_in == 7 && page->entries[i].ecx_in == 0)
                        return page->entries[i].ebx & LEAF_7_RDSEED;
        return false;
}

void test_main(void)
{
        uint64_t ones = UINT64_MAX;
        uint64_t all = 0;
        uint64_t changed = 0;
        bool ok = true;

        CHECK(is_in_page());
        for (unsigned int i = 0; i < 32; i++) {
                uint64_t wide;
                uint64_t narrow = ones;
                uint64_t word = ones;
                bool ok_wide;
                bool ok_narrow;
                bool ok_word;

                __asm__ volatile("rdseed %0" : "=r"(wide), "=@ccc"(ok_wide));
                __asm__ volatile("mov %2, %0\n\trdseed %k0"
                                 : "=&r"(narrow), "=@ccc"(ok_narrow)
                                 : "r"(ones));
                __asm__ volatile("mov %2, %0\n\trdseed %w0"
                                 : "=&r"(word), "=@ccc"(ok_word)
                                 : "r"(ones));
                ok = ok && ok_wide && ok_narrow && ok_word;
                CHECK_EQUAL(narrow >> 32, 0);
                CHECK_EQUAL(word >> 16, ones >> 16);
                all |= wide;
                changed |= wide ^ narrow ^ word;
        }
        CHECK(ok);
        CHECK(all >> 48 && (uint16_t)all);
        CHECK(changed);
}
