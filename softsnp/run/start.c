/*
 * softsnp/run/start.c - see start.h.
 *
 * INIT, then one start-up IPI, whose vector is the page of the trampoline (Intel MultiProcessor Specification, appendix B.4).
 * CPUs start one after the other, since they share the trampoline and its stack pointer.
 */
#include "softsnp/run/start.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/run/loop.h"
#include "softsnp/start/console.h"
#include "softsnp/start/entry.h"
#include "softsnp/start/exceptions.h"
#include "softsnp/start/layout.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/tsc.h"
#include "softsnp/svm/apic.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/fpu_guard.h"
#include "softsnp/svm/vcpu.h"
#include "softsnp/svm/xstate.h"

#define AP_STACK_SIZE UINT64_C(32768)
#define INIT_DELAY_US \
        10000 /* between INIT and the start-up IPI (Intel MultiProcessor Specification, B.4) */
#define START_TIMEOUT_US UINT64_C(5000000)
#define POLL_US          100

static void *host_save_areas[MAX_CPUS];

extern const uint8_t trampoline[];
extern const uint8_t trampoline_end[];
extern volatile uint64_t ap_stack;
extern struct cpu *volatile ap_argument;

/* What every CPU does for itself. From here on its GIF is clear whenever it is not in the guest. */
static void prepare_this_cpu(const struct cpu *cpu)
{
        wrmsr(MSR_VM_HSAVE_PA, (uint64_t)host_save_areas[cpu->id]);
        apic_enable();
        __asm__ volatile("clgi" : : : "memory");
}

static void instances_init(struct cpu *cpu)
{
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                struct vcpu *vcpu = &cpu->instances[vmpl];

                vcpu->cpu = cpu;
                vcpu->vmpl = vmpl;
                x2apic_init(&vcpu->apic, cpu->id);
                vcpu->exists = vmpl == 0;
                vcpu_control_init(vcpu);
        }
}

void cpus_init(void)
{
        unsigned int present = fw_cfg_cpu_count();

        cpu_count = present > MAX_CPUS ? MAX_CPUS : present;
        if (present > MAX_CPUS)
                log_line("%u of %u CPUs are used, more are not supported", cpu_count, present);
        permission_maps_init();
        for (unsigned int i = 0; i < cpu_count; i++) {
                cpus[i].id = i;
                host_save_areas[i] = memory_allocate(PAGE_SIZE);
                instances_init(&cpus[i]);
        }
        prepare_this_cpu(&cpus[0]);
}

void ap_main(struct cpu *cpu)
{
        exceptions_init();
        fpu_start();
        xstate_start();
        prepare_this_cpu(cpu);
        cpu->up = true;
        machine_lock();
        cpu_run(cpu);
}

static bool wait_until_up(const struct cpu *cpu)
{
        for (uint64_t waited = 0; !cpu->up && waited < START_TIMEOUT_US; waited += POLL_US)
                tsc_wait_microseconds(POLL_US);
        return cpu->up;
}

static void start_one(struct cpu *cpu)
{
        ap_stack = (uint64_t)memory_allocate(AP_STACK_SIZE) + AP_STACK_SIZE;
        ap_argument = cpu;
        apic_send(cpu->id, ICR_INIT);
        tsc_wait_microseconds(INIT_DELAY_US);
        apic_send(cpu->id, ICR_STARTUP | TRAMPOLINE_VECTOR);
        if (!wait_until_up(cpu))
                machine_refuse("CPU %u does not start", cpu->id);
}

void cpus_start(void)
{
        uint8_t there_before[PAGE_SIZE];
        size_t size = (size_t)(trampoline_end - trampoline);
        void *base = (void *)(uint64_t)TRAMPOLINE_BASE;

        if (cpu_count == 1)
                return;
        memcpy(there_before, base, size);
        memcpy(base, trampoline, size);
        for (unsigned int i = 1; i < cpu_count; i++)
                start_one(&cpus[i]);
        memcpy(base, there_before, size);
}
