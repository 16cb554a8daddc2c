/* softsnp/start/cpu_check.c - see cpu_check.h. CPUID functions: APM vol. 3, appendix E. */
#include "softsnp/start/cpu_check.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/start/console.h"
#include "softsnp/start/personality.h"

#define CPUID_FEATURES         0x80000001
#define CPUID_FEATURES_ECX_SVM (1u << 2)
#define CPUID_ADDRESS_SIZES    0x80000008
#define CPUID_SVM              0x8000000a
#define CPUID_SVM_EDX_NPT      (1u << 0)
#define VM_CR_SVM_DISABLED     (1u << 4)

/*
 * Without SVM its own leaf means nothing, so that comes first. What QEMU needs to be told is in
 * each message.
 */
void cpu_check(void)
{
        if (!(cpuid(CPUID_FEATURES, 0).ecx & CPUID_FEATURES_ECX_SVM))
                machine_refuse("the CPU has no SVM (with QEMU: -cpu max,+svm,+npt)");
        if (!(cpuid(CPUID_SVM, 0).edx & CPUID_SVM_EDX_NPT))
                machine_refuse("the CPU has no nested paging (with QEMU: -cpu max,+svm,+npt)");
        if (rdmsr(MSR_VM_CR) & VM_CR_SVM_DISABLED)
                machine_refuse("SVM is switched off in VM_CR");
}

void cpu_check_c_bit(void)
{
        if ((cpuid(CPUID_ADDRESS_SIZES, 0).eax & 0xff) <= personality.c_bit)
                machine_refuse("physical addresses have no bit %lu for the C-bit (with QEMU: "
                               "-cpu max,phys-bits=52)",
                               personality.c_bit);
}
