/*
 * softsnp/snp/cpuid_policy.c - see cpuid_policy.h.
 *
 * A row says which bits of a leaf pass and which are set; leaves without a row are zero. What depends on the CPU's number, on how
 * many there are, on XCR0 and on the C-bit is added afterwards. Bits: APM vol. 3, appendix E.
 */
#include "softsnp/snp/cpuid_policy.h"

#define BIT(n) (1u << (n))

#define LEAF_1_ECX_CMPXCHG16B BIT(13)
#define LEAF_1_EDX_HTT        BIT(28)

/* State components of XCR0, and the bytes up to their end in the standard format of XSAVE (APM vol. 2, section 11.5). */
#define XCR0_X87_SSE     UINT32_C(3)
#define XCR0_AVX         UINT32_C(4)
#define XSAVE_SIZE       0x240 /* x87, SSE and the header */
#define XSAVE_SIZE_AVX   0x340
#define LEAF_D_1_COMPACT (BIT(1) | BIT(3)) /* XSAVEC, XSAVES */

/* Ranges of the CPUID page: QEMU target/i386/sev.c, sev_snp_cpuid_info_fill(). */
#define BASIC_LAST     0xffff
#define EXTENDED_FIRST 0x80000000
#define EXTENDED_LAST  0x8000ffff

/* Of the leaves that there are, these have an index in ECX. */
static bool has_index(uint32_t function)
{
        return function == 4 || function == 7 || function == 0xb || function == 0xd ||
               function == 0x8000001d;
}

/* A leaf without index is the same for every value of ECX. A row for any index counts if there is none of its own. */
static const struct personality_cpuid *find_row(const struct personality *host, uint32_t function,
                                                uint32_t index)
{
        const struct personality_cpuid *any = NULL;

        if (!has_index(function))
                index = 0;
        for (uint32_t i = 0; i < host->cpuid_count; i++) {
                const struct personality_cpuid *row = &host->cpuid[i];

                if (row->function != function)
                        continue;
                if (row->index == index)
                        return row;
                if (row->index == PERSONALITY_ANY_INDEX)
                        any = row;
        }
        return any;
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
        r->ebx |= (machine->cpu_count & 0xff) << 16 | machine->cpu << 24;
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

static uint32_t xsave_size(uint64_t components)
{
        return components & XCR0_AVX ? XSAVE_SIZE_AVX : XSAVE_SIZE;
}

/*
 * EBX is the size for what is enabled, ECX of leaf 0xd,0 the size for all that can be (Linux arch/x86/kvm/cpuid.c,
 * kvm_update_cpuid_runtime() and kvm_vcpu_after_set_cpuid()). With two components the compacted size is the same.
 */
static void add_xsave(struct cpuid_result *r, const struct cpuid_machine *machine, uint32_t index)
{
        if (index == 0) {
                r->eax |= XCR0_X87_SSE;
                r->ebx = xsave_size(machine->xcr0);
                r->ecx = xsave_size(r->eax);
        } else if (index == 1 && r->eax & LEAF_D_1_COMPACT) {
                r->ebx = xsave_size(machine->xcr0);
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

/* The row's own bits of EBX are those above the position: how many address bits go, and how many VMPLs there are. */
static void add_c_bit(struct cpuid_result *r, const struct cpuid_machine *machine)
{
        r->ebx |= (uint32_t)machine->host->c_bit;
}

static uint32_t mix(const struct personality_cpuid *row, unsigned int which, uint32_t below)
{
        return (below & row->pass[which]) | row->set[which];
}

/* Only leaves that have a row get this far: additions to a leaf that is hidden would show it. */
struct cpuid_result cpuid_policy(const struct cpuid_machine *machine, uint32_t function,
                                 uint32_t index, struct cpuid_result below)
{
        const struct personality_cpuid *row = find_row(machine->host, function, index);
        struct cpuid_result r = { 0 };

        if (!row)
                return r;
        r.eax = mix(row, 0, below.eax);
        r.ebx = mix(row, 1, below.ebx);
        r.ecx = mix(row, 2, below.ecx);
        r.edx = mix(row, 3, below.edx);
        if (function == 1)
                add_features(&r, machine);
        else if (function == 0xb)
                add_topology(&r, machine, index);
        else if (function == 0xd)
                add_xsave(&r, machine, index);
        else if (function == 0x80000008)
                add_core_count(&r, machine);
        else if (function == 0x8000001e)
                add_core(&r, machine);
        else if (function == 0x8000001f)
                add_c_bit(&r, machine);
        return r;
}

bool cpuid_is_in_page(const struct personality_cpuid *row)
{
        if (row->index == PERSONALITY_ANY_INDEX)
                return false;
        return row->function <= BASIC_LAST ||
               (row->function >= EXTENDED_FIRST && row->function <= EXTENDED_LAST);
}
