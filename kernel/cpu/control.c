/* kernel/cpu/control.c - control registers and MSRs of a vCPU of VMPL0. */
#include "kernel/cpu/cpu.h"
#include "lib/x86/msr.h"

#define CPUID_7_EBX_SMEP (1u << 7)
#define CPUID_7_EBX_SMAP (1u << 20)
#define CPUID_7_ECX_UMIP (1u << 2)

/* SYSCALL clears these: no interrupts, no single step, no alignment checks, no SMAP override. */
#define SYSCALL_FLAG_MASK (RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_IOPL | RFLAGS_NT | RFLAGS_AC)

void syscall_entry(void);

static uint64_t cr4_features(void)
{
        struct cpuid_result features = arch_cpuid(7, 0);
        uint64_t bits = CR4_PSE | CR4_PAE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;

        if (features.ebx & CPUID_7_EBX_SMEP)
                bits |= CR4_SMEP;
        if (features.ebx & CPUID_7_EBX_SMAP)
                bits |= CR4_SMAP;
        if (features.ecx & CPUID_7_ECX_UMIP)
                bits |= CR4_UMIP;
        return bits;
}

/*
 * STAR: SYSCALL takes CS from 47:32 and SS from the selector after it. SYSRET is never used, since the kernel leaves by
 * IRETQ; 63:48 are set to what would be right.
 */
static void syscall_init(void)
{
        wrmsr(MSR_STAR,
              (uint64_t)SELECTOR_KERNEL_CODE << 32 | (uint64_t)SELECTOR_KERNEL_DATA << 48);
        wrmsr(MSR_LSTAR, (uint64_t)syscall_entry);
        wrmsr(MSR_SFMASK, SYSCALL_FLAG_MASK);
}

void control_registers_init(void)
{
        write_cr0((read_cr0() & ~(CR0_EM | CR0_TS)) | CR0_WP | CR0_NE | CR0_MP);
        write_cr4(read_cr4() | cr4_features());
        wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_NXE | EFER_SCE);
        syscall_init();
}

void cpu_init(struct cpu *cpu)
{
        control_registers_init();
        wrmsr(MSR_GS_BASE, (uint64_t)cpu);
        wrmsr(MSR_KERNEL_GS_BASE, 0);
        wrmsr(MSR_FS_BASE, 0);
        cpu->user_fs_base = 0;
}

unsigned int arch_vcpu(void)
{
        return cpu_current()->id;
}
