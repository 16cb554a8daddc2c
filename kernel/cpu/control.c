/*
 * kernel/cpu/control.c - control registers and MSRs of a vCPU of VMPL0 (APM vol. 2, chapter 3).
 *
 * They are in the VMSA, so no other VMPL changes them. The host may intercept a write; what it does with it shows when it is
 * read back.
 */
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/features.h"
#include "kernel/cpu/speculation.h"
#include "lib/x86/msr.h"

/* SYSCALL clears these: no interrupts, no single step, no alignment checks, no SMAP override. */
#define SYSCALL_FLAG_MASK (RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_IOPL | RFLAGS_NT | RFLAGS_AC)

void syscall_entry(void);

/* The last three are there unless the measured parameters call them optional (features.c). */
static uint64_t cr4_features(void)
{
        uint64_t bits = CR4_PSE | CR4_PAE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;

        if (feature_present(PARAMS_CPU_SMEP))
                bits |= CR4_SMEP;
        if (feature_present(PARAMS_CPU_SMAP))
                bits |= CR4_SMAP;
        if (feature_present(PARAMS_CPU_UMIP))
                bits |= CR4_UMIP;
        return bits;
}

/*
 * STAR (APM vol. 2, section 6.1): SYSCALL takes CS from 47:32 and SS from the selector after it. SYSRET is never used, since
 * the kernel leaves by IRETQ; 63:48 are set to what would be right.
 */
static void syscall_init(void)
{
        wrmsr(MSR_STAR,
              (uint64_t)SELECTOR_KERNEL_CODE << 32 | (uint64_t)SELECTOR_KERNEL_DATA << 48);
        wrmsr(MSR_LSTAR, (uint64_t)syscall_entry);
        wrmsr(MSR_SFMASK, SYSCALL_FLAG_MASK);
}

/* What was written is there: a write that somebody swallows must not go by. */
static void check_registers(void)
{
        uint64_t efer = EFER_SCE | (feature_present(PARAMS_CPU_NX) ? EFER_NXE : 0);

        if ((read_cr4() & cr4_features()) != cr4_features() || !(read_cr0() & CR0_WP) ||
            (rdmsr(MSR_EFER) & efer) != efer)
                kernel_stop(TERMINATE_FEATURES, "vcpu %u keeps cr0 0x%lx, cr4 0x%lx, efer 0x%lx",
                            arch_vcpu(), read_cr0(), read_cr4(), rdmsr(MSR_EFER));
}

static void control_registers_init(void)
{
        write_cr0((read_cr0() & ~(CR0_EM | CR0_TS)) | CR0_WP | CR0_NE | CR0_MP);
        write_cr4(read_cr4() | cr4_features());
        wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_NXE | EFER_SCE);
        check_registers();
        syscall_init();
        speculation_init();
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
