/*
 * kernel/task/run.c - the loop around CPL3: what each return of arch_enter_user() means. A service runs until it has nothing
 * to do; there is no timer at VMPL0, so one that never returns keeps its vCPU, and those that call it wait. It is measured
 * code.
 */
#include "kernel/arch/user.h"
#include "kernel/base/log.h"
#include "kernel/base/stop.h"
#include "kernel/task/state.h"
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"

/* Exit code of CPUID, the error code of its #VC (APM vol. 2, appendix C). */
#define EXIT_CPUID 0x72

/* The flags that a service may have: the arithmetic ones, DF, OF, AC and ID. */
#define USER_RFLAGS (UINT64_C(0xcd5) | RFLAGS_AC | UINT64_C(1) << 21)

/* Its registers may hold keys as well as its memory. */
void service_bury(struct service *service)
{
        address_space_destroy(&service->memory);
        memset(&service->context, 0, sizeof(service->context));
        __asm__ volatile("" : : "r"(&service->context) : "memory"); /* they are really cleared */
}

static void kill_service(struct service *service)
{
        const struct user_context *context = &service->context;

        log_line("%s: killed: exception %lu, error 0x%lx, rip 0x%lx, rsp 0x%lx, address 0x%lx",
                 service->line.name, context->vector, context->error, context->rip, context->rsp,
                 context->vector == VECTOR_PF ? context->cr2 : 0);
        service_die(service);
}

static bool is_cpuid(const struct user_context *context)
{
        return context->vector == VECTOR_VC && context->error == EXIT_CPUID;
}

static void handle_entry(struct service *service)
{
        if (service->context.vector == USER_VECTOR_SYSCALL)
                system_call(service);
        else if (!is_cpuid(&service->context) || !emulate_cpuid(service))
                kill_service(service);
}

/*
 * IRETQ to an address that is not canonical faults in the kernel. A service cannot have one:
 * nothing is mapped at the end of its half. Checked all the same, it is one comparison.
 */
static bool may_enter(struct service *service)
{
        if (service->context.rip < ADDRESS_SPACE_END)
                return true;
        kill_service(service);
        return false;
}

void service_run(struct service *service)
{
        enum service_state before = service->state;

        arch_user_begin(service->memory.root, &service->context);
        service->state = STATE_RUNNING;
        if (before == STATE_WAITING || before == STATE_EXCHANGED)
                request_arrives(service, before);
        while (service->state == STATE_RUNNING && may_enter(service)) {
                service->context.rflags = (service->context.rflags & USER_RFLAGS) | RFLAGS_FIXED;
                stop_check();
                arch_enter_user(&service->context);
                stop_check();
                handle_entry(service);
        }
        arch_user_end(&service->context);
        if (service->state == STATE_DEAD)
                service_bury(service);
}
