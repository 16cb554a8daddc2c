/*
 * softsnp/snp/msr_policy.c - see msr_policy.h. Registers: APM vol. 2, appendix A, and Linux
 * arch/x86/include/asm/msr-index.h.
 *
 * The MSRs that a guest has to itself in its VMSA do not exit at all and are not here. What is listed is what Linux and
 * OVMF read or write without being ready for #GP.
 */
#include "softsnp/snp/msr_policy.h"

#include <stddef.h>

#include "lib/x86/msr.h"

#define SYSCFG_MEMORY_ENCRYPTION (UINT64_C(1) << 23) /* Linux asks for it before it believes SEV */
#define DE_CFG_LFENCE_SERIALIZE  (UINT64_C(1) << 1)
#define MSR_HWCR                 0xc0010015
#define HWCR_TSC_FREQ_SEL        (UINT64_C(1) << 24) /* the TSC counts at P0's frequency */
#define MICROCODE_REVISION       UINT64_C(0x0a001173)

static const struct msr_rule rules[] = {
        { 0x10, 0x10, MSR_READ_ONLY, 0 },                   /* TSC */
        { MSR_APIC_BASE, MSR_APIC_BASE, MSR_READ_ONLY, 0 }, /* stays where it is, and on */
        { 0x79, 0x79, MSR_FIXED, 0 },                       /* microcode update trigger */
        { 0x8b, 0x8b, MSR_FIXED, MICROCODE_REVISION },      /* patch level */
        { 0xfe, 0xfe, MSR_READ_ONLY, 0 },                   /* MTRR capabilities */
        { 0x179, 0x17b, MSR_PASS, 0 },                      /* machine check, global */
        { 0x1a0, 0x1a0, MSR_FIXED, 0 },                     /* MISC_ENABLE */
        { 0x1d9, 0x1d9, MSR_FIXED, 0 },                     /* DEBUGCTL */
        { 0x200, 0x20f, MSR_PASS, 0 },                      /* MTRRs, variable */
        { 0x250, 0x250, MSR_PASS, 0 },                      /* MTRRs, fixed */
        { 0x258, 0x259, MSR_PASS, 0 },                      /* the same */
        { 0x268, 0x26f, MSR_PASS, 0 },                      /* the same */
        { 0x2ff, 0x2ff, MSR_PASS, 0 },                      /* MTRR default type */
        { 0x400, 0x47f, MSR_PASS, 0 },                      /* machine check, banks */
        { MSR_SYSCFG, MSR_SYSCFG, MSR_FIXED, SYSCFG_MEMORY_ENCRYPTION },
        { MSR_HWCR, MSR_HWCR, MSR_FIXED, HWCR_TSC_FREQ_SEL },
        { 0xc001001a, 0xc001001a, MSR_FIXED, 0 }, /* TOP_MEM */
        { 0xc001001d, 0xc001001d, MSR_FIXED, 0 }, /* TOP_MEM2 */
        { 0xc001001f, 0xc001001f, MSR_FIXED, 0 }, /* NB_CFG */
        { 0xc0010055, 0xc0010055, MSR_FIXED, 0 }, /* INT_PENDING */
        { 0xc0010058, 0xc0010058, MSR_FIXED, 0 }, /* MMIO configuration base */
        { MSR_VM_CR, MSR_VM_CR, MSR_FIXED, 0 },
        { MSR_VM_HSAVE_PA, MSR_VM_HSAVE_PA, MSR_FIXED, 0 },
        { MSR_EFER, MSR_EFER, MSR_FIXED, 0 },
        { 0xc0011020, 0xc0011023, MSR_FIXED, 0 }, /* LS, IC, DC, BU_CFG */
        { 0xc0011029, 0xc0011029, MSR_FIXED, DE_CFG_LFENCE_SERIALIZE },
        { 0xc001102a, 0xc001102e, MSR_FIXED, 0 }, /* BU_CFG2 to BP_CFG */
};

static const struct msr_rule unknown = { 0, UINT32_MAX, MSR_FAULT, 0 };

const struct msr_rule *msr_policy(uint32_t number)
{
        for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
                if (number >= rules[i].first && number <= rules[i].last)
                        return &rules[i];
        return &unknown;
}
