/*
 * kernel/cpu/user.c - running a service at CPL3. What a service can do with its registers ends here.
 *
 * x87 and SSE are saved with FXSAVE (APM vol. 2, section 11.4.4). OSXSAVE stays off in CR4, so there is no AVX state that one
 * service could leave for the next; the kernel itself uses general registers only (-mgeneral-regs-only).
 */
#include "kernel/arch/page_table.h"
#include "kernel/arch/user.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/speculation.h"
#include "kernel/cpu/image.h"
#include "lib/x86/msr.h"

/* Flags that a service may have: the arithmetic ones, direction, alignment check and the CPUID one. */
#define USER_FLAGS UINT64_C(0x240cd5)

/* exceptions.S */
void enter_user(struct user_context *context, struct cpu *cpu);

/* No service has this: the next arch_enter_user() writes the MSR. */
#define FS_BASE_UNKNOWN UINT64_MAX

/* The service before this one may have loaded FS, which changes the base behind the MSR's back. */
void arch_user_begin(uint64_t page_tables, struct user_context *context)
{
        speculation_barrier();
        cpu_current()->user_fs_base = FS_BASE_UNKNOWN;
        write_cr3(page_tables | arch_pte_private());
        __asm__ volatile("fxrstor64 %0" : : "m"(context->fpu) : "memory");
}

void arch_user_end(struct user_context *context)
{
        __asm__ volatile("fxsave64 %0" : "=m"(context->fpu) : : "memory");
        write_cr3(image_root());
}

void arch_user_invalidate(uint64_t address)
{
        invlpg(address);
}

static void set_fs_base(struct cpu *cpu, uint64_t base)
{
        if (cpu->user_fs_base == base)
                return;
        wrmsr(MSR_FS_BASE, base);
        cpu->user_fs_base = base;
}

/*
 * IRETQ with an address that is not canonical faults in the kernel, and so would WRMSR: such a service gets its
 * #GP without having run.
 */
static bool addresses_are_sane(const struct user_context *context)
{
        return context->rip < USER_ADDRESS_LIMIT && context->fs_base < USER_ADDRESS_LIMIT;
}

void arch_enter_user(struct user_context *context)
{
        struct cpu *cpu = cpu_current();

        if (!addresses_are_sane(context)) {
                context->vector = VECTOR_GP;
                context->error = 0;
                return;
        }
        context->rflags = (context->rflags & USER_FLAGS) | RFLAGS_FIXED;
        set_fs_base(cpu, context->fs_base);
        /* A service may execute VMGEXIT: it must not find a request that it could ask again. */
        ghcb_invalidate(&cpu->ghcb);
        enter_user(context, cpu);
}
