/*
 * With DEBUG_SWAP in its SEV_FEATURES a save area has DR0 to DR3 and their masks to itself, and DR7 is no exit (APM vol. 2,
 * section 15.35.8 and table B-4; KVM, svm/sev.c, sev_es_init_vmcb()).
 *
 * Broken on purpose by not storing them in store_debug_registers(): VMPL2 finds VMPL0's.
 */
#include "tests/machine/runtime/test.h"

#define VALUE(n)   (UINT64_C(0x1111000) * ((n) + 1))
#define MASK       0x7
#define DR7_LOCAL0 UINT64_C(0x401)

static volatile uint64_t seen[4], mask, dr7;
static volatile unsigned int rounds;

static uint64_t read_dr(unsigned int n)
{
        uint64_t value = 0;

        switch (n) {
        case 0:
                __asm__ volatile("mov %%dr0, %0" : "=r"(value));
                break;
        case 1:
                __asm__ volatile("mov %%dr1, %0" : "=r"(value));
                break;
        case 2:
                __asm__ volatile("mov %%dr2, %0" : "=r"(value));
                break;
        default:
                __asm__ volatile("mov %%dr3, %0" : "=r"(value));
        }
        return value;
}

static void write_all(uint64_t factor)
{
        __asm__ volatile("mov %0, %%dr0" : : "r"(VALUE(0) * factor));
        __asm__ volatile("mov %0, %%dr1" : : "r"(VALUE(1) * factor));
        __asm__ volatile("mov %0, %%dr2" : : "r"(VALUE(2) * factor));
        __asm__ volatile("mov %0, %%dr3" : : "r"(VALUE(3) * factor));
}

static void at_vmpl2(void)
{
        write_all(1);
        wrmsr(MSR_DR0_ADDR_MASK, MASK);
        __asm__ volatile("mov %0, %%dr7" : : "r"(DR7_LOCAL0));
        rounds = 1;
        (void)msr_protocol(GHCB_MSR_RUN_VMPL_REQUEST);
        for (unsigned int i = 0; i < 4; i++)
                seen[i] = read_dr(i);
        mask = rdmsr(MSR_DR0_ADDR_MASK);
        __asm__ volatile("mov %%dr7, %0" : "=r"(dr7));
        rounds = 2;
}

void test_main(void)
{
        struct vmsa *vmsa = lower_vmsa(at_vmpl2);

        vmsa->sev_features |= SEV_FEATURE_DEBUG_SWAP;
        prepare_vmpl2_as(vmsa);
        enter_vmpl2();
        CHECK_EQUAL(rounds, 1);
        for (unsigned int i = 0; i < 4; i++)
                CHECK_EQUAL(vmsa->dr[i], VALUE(i));
        CHECK_EQUAL(vmsa->dr_mask[0], MASK);

        write_all(3);
        enter_vmpl2();
        CHECK_EQUAL(rounds, 2);
        for (unsigned int i = 0; i < 4; i++)
                CHECK_EQUAL(seen[i], VALUE(i));
        CHECK_EQUAL(mask, MASK);
        CHECK_EQUAL(dr7, DR7_LOCAL0);
}
