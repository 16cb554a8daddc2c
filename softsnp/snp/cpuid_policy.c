/*
 * softsnp/snp/cpuid_policy.c - see cpuid_policy.h.
 *
 * A table says which bits of a leaf pass and which are set; leaves not in it are zero. What depends on the CPU's
 * number or how many there are is added afterwards. Bits: APM vol. 3, appendix E.
 */
#include "softsnp/snp/cpuid_policy.h"

#include "softsnp/start/memory.h"

#define ALL           0xffffffffu
#define ANY_INDEX     0xffffffffu
#define BIT(n)        (1u << (n))
#define LAST_BASIC    0xd
#define LAST_EXTENDED 0x80000021

#define VENDOR_EBX 0x68747541 /* "AuthenticAMD" */
#define VENDOR_EDX 0x69746e65
#define VENDOR_ECX 0x444d4163

#define SIGNATURE 0x00a00f11 /* family 25 model 1: the first with SEV-SNP */

/* What nothing here can save across VMPLs, or the CPU below has not: XSAVE and what builds on it. */
#define LEAF_1_ECX_HIDDEN                                                           \
        (BIT(3) /* MONITOR */ | BIT(12) /* FMA */ | BIT(21) /* x2APIC */ |          \
         BIT(24) /* TSC deadline */ | BIT(26) /* XSAVE */ | BIT(27) /* OSXSAVE */ | \
         BIT(28) /* AVX */ | BIT(29) /* F16C */)
#define LEAF_1_ECX_CMPXCHG16B BIT(13)
#define LEAF_1_ECX_HYPERVISOR BIT(31)
#define LEAF_1_EDX_HTT        BIT(28)

#define LEAF_7_EBX_HIDDEN                                                                     \
        (BIT(5) /* AVX2 */ | BIT(14) /* MPX */ | BIT(16) | BIT(17) | BIT(21) /* AVX512 */ |   \
         BIT(22) /* PCOMMIT */ | BIT(24) /* CLWB */ | BIT(26) | BIT(27) | BIT(28) | BIT(30) | \
         BIT(31) /* AVX512 */)
#define LEAF_7_ECX_HIDDEN                                                                         \
        (BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14) /* AVX512 */ | BIT(3) | BIT(4) /* PKU */ | \
         BIT(9) | BIT(10) /* VAES, VPCLMULQDQ */ | BIT(16) /* LA57 */)

#define EXTENDED_1_ECX_HIDDEN                                                            \
        (BIT(2) /* SVM */ | BIT(11) /* XOP */ | BIT(15) /* LWP */ | BIT(16) /* FMA4 */ | \
         BIT(21) /* TBM */)

/*
 * XCR0 can be x87 and SSE, 0x240 bytes, as FXSAVE has them. XSAVEC is named, and the instruction is not: Linux and OVMF
 * refuse a CPUID table in which leaf 0xd names neither XSAVEC nor XSAVES, though they do not use it without XSAVE.
 */
#define LEAF_D_XCR0     3
#define LEAF_D_SIZE     0x240
#define LEAF_D_1_XSAVEC BIT(1)

#define ADDRESS_SIZES (48 | 48 << 8) /* physical, linear bits */

/* SEV, SEV-ES, SEV-SNP, VMPL; one bit of address space goes to the C-bit; 4 VMPLs; coherent without help. */
#define SEV_EAX (BIT(1) | BIT(3) | BIT(4) | BIT(5))
#define SEV_EBX (CBIT_POSITION | 1 << 6 | 4 << 12 | BIT(31))
#define SEV_ECX 1

/* EAX to EDX of a leaf: (below & pass) | set. A bit that is in both is one. */
struct cpuid_rule {
        uint32_t function;
        uint32_t index;
        struct cpuid_result pass; /* bits that are what the CPU below says */
        struct cpuid_result set;  /* bits that are one */
};

static const struct cpuid_rule rules[] = {
        { 0, 0, { 0 }, { LAST_BASIC, VENDOR_EBX, VENDOR_ECX, VENDOR_EDX } },
        { 1,
          0,
          { 0, 0x0000ff00, ~LEAF_1_ECX_HIDDEN, ~LEAF_1_EDX_HTT },
          { SIGNATURE, 0, LEAF_1_ECX_HYPERVISOR, 0 } },
        { 7, 0, { 0, ~LEAF_7_EBX_HIDDEN, ~LEAF_7_ECX_HIDDEN, 0 }, { 0 } },
        { 0xb, ANY_INDEX, { 0 }, { 0 } },
        { 0xd, 0, { 0 }, { LEAF_D_XCR0, LEAF_D_SIZE, LEAF_D_SIZE, 0 } },
        { 0xd, 1, { 0 }, { LEAF_D_1_XSAVEC, 0, 0, 0 } },
        { 0x80000000, 0, { 0 }, { LAST_EXTENDED, VENDOR_EBX, VENDOR_ECX, VENDOR_EDX } },
        { 0x80000001, 0, { 0, ALL, ~EXTENDED_1_ECX_HIDDEN, ALL }, { SIGNATURE, 0, 0, 0 } },
        { 0x80000002, 0, { ALL, ALL, ALL, ALL }, { 0 } }, /* brand */
        { 0x80000003, 0, { ALL, ALL, ALL, ALL }, { 0 } },
        { 0x80000004, 0, { ALL, ALL, ALL, ALL }, { 0 } },
        { 0x80000005, 0, { ALL, ALL, ALL, ALL }, { 0 } }, /* caches and TLBs */
        { 0x80000006, 0, { ALL, ALL, ALL, ALL }, { 0 } },
        { 0x80000007, 0, { 0 }, { 0, 0, 0, BIT(8) } }, /* invariant TSC */
        { 0x80000008, 0, { 0 }, { ADDRESS_SIZES, 0, 0, 0 } },
        { 0x80000019, 0, { ALL, ALL, ALL, ALL }, { 0 } }, /* TLBs of 1 GiB pages */
        { 0x8000001a, 0, { ALL, ALL, ALL, ALL }, { 0 } },
        { 0x8000001e, 0, { 0 }, { 0 } },
        { 0x8000001f, 0, { 0 }, { SEV_EAX, SEV_EBX, SEV_ECX, 0 } },
        { 0x80000021,
          0,
          { 0 },
          { BIT(2) | BIT(6), 0, 0, 0 } }, /* LFENCE serializes, null segments */
};

/*
 * A CPUID page has room for 64 (AMD 56860, CPUID page). Some leaves are here that have no rule, and
 * are zeros: a guest then need not ask.
 */
const struct cpuid_leaf cpuid_page_leaves[] = {
        { 0, 0 },          { 1, 0 },          { 2, 0 },          { 5, 0 },
        { 6, 0 },          { 7, 0 },          { 0xb, 0 },        { 0xb, 1 },
        { 0xd, 0 },        { 0xd, 1 },        { 0x80000000, 0 }, { 0x80000001, 0 },
        { 0x80000002, 0 }, { 0x80000003, 0 }, { 0x80000004, 0 }, { 0x80000005, 0 },
        { 0x80000006, 0 }, { 0x80000007, 0 }, { 0x80000008, 0 }, { 0x8000000a, 0 },
        { 0x80000019, 0 }, { 0x8000001a, 0 }, { 0x8000001e, 0 }, { 0x8000001f, 0 },
        { 0x80000021, 0 },
};
const size_t cpuid_page_leaf_count = sizeof(cpuid_page_leaves) / sizeof(cpuid_page_leaves[0]);

/* Of the leaves that there are, these have an index in ECX. */
static bool has_index(uint32_t function)
{
        return function == 7 || function == 0xb || function == 0xd;
}

/* A leaf without index is the same for every value of ECX. */
static const struct cpuid_rule *find_rule(uint32_t function, uint32_t index)
{
        if (!has_index(function))
                index = 0;
        for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
                if (rules[i].function == function &&
                    (rules[i].index == index || rules[i].index == ANY_INDEX))
                        return &rules[i];
        return NULL;
}

/* Bits of an APIC ID that number the CPUs. */
static unsigned int cpu_bits(unsigned int count)
{
        unsigned int bits = 0;

        while (1u << bits < count)
                bits++;
        return bits;
}

/*
 * EBX of leaf 1 has the number of CPUs in 23:16 and the initial APIC ID in 31:24; HTT says that
 * there are several.
 */
static void add_features(struct cpuid_result *r, const struct cpuid_machine *machine)
{
        r->ebx |= machine->cpu_count << 16 | machine->cpu << 24;
        if (machine->cpu_count > 1)
                r->edx |= LEAF_1_EDX_HTT;
        if (machine->hide_cmpxchg16b)
                r->ecx &= ~LEAF_1_ECX_CMPXCHG16B;
}

/* One thread a core, all cores in one package. */
static void add_topology(struct cpuid_result *r, const struct cpuid_machine *machine,
                         uint32_t index)
{
        enum { LEVEL_THREAD = 1, LEVEL_CORE = 2 };

        r->ecx = index & 0xff;
        r->edx = machine->cpu;
        if (index == 0) {
                r->ebx = 1;
                r->ecx |= LEVEL_THREAD << 8;
        } else if (index == 1) {
                r->eax = cpu_bits(machine->cpu_count);
                r->ebx = machine->cpu_count;
                r->ecx |= LEVEL_CORE << 8;
        }
}

static void add_core_count(struct cpuid_result *r, const struct cpuid_machine *machine)
{
        r->ecx = (machine->cpu_count - 1) | cpu_bits(machine->cpu_count) << 12;
}

static void add_core(struct cpuid_result *r, const struct cpuid_machine *machine)
{
        r->eax = machine->cpu;
        r->ebx = machine->cpu;
}

/* Only leaves that have a rule get this far: additions to a leaf that is hidden would show it. */
struct cpuid_result cpuid_policy(const struct cpuid_machine *machine, uint32_t function,
                                 uint32_t index, struct cpuid_result below)
{
        const struct cpuid_rule *rule = find_rule(function, index);
        struct cpuid_result r = { 0 };

        if (!rule)
                return r;
        r.eax = (below.eax & rule->pass.eax) | rule->set.eax;
        r.ebx = (below.ebx & rule->pass.ebx) | rule->set.ebx;
        r.ecx = (below.ecx & rule->pass.ecx) | rule->set.ecx;
        r.edx = (below.edx & rule->pass.edx) | rule->set.edx;
        if (function == 1)
                add_features(&r, machine);
        else if (function == 0xb)
                add_topology(&r, machine, index);
        else if (function == 0x80000008)
                add_core_count(&r, machine);
        else if (function == 0x8000001e)
                add_core(&r, machine);
        return r;
}
