/*
 * softsnp/svm/vcpu.h - the physical CPUs, and on each the instances of its vCPU, one a VMPL.
 *
 * One big lock (machine_lock) is held whenever a CPU is not in the guest. vCPU n runs on physical CPU n
 * only, one VMPL at a time: switching VMPL is choosing another instance.
 */
#ifndef SOFTSNP_SVM_VCPU_H
#define SOFTSNP_SVM_VCPU_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/rmp.h"
#include "softsnp/svm/vmcb.h"
#include "softsnp/svm/x2apic.h"
#include "softsnp/svm/xstate.h"

#define MAX_CPUS 64

/* General-purpose registers by their instruction encoding; RAX and RSP live in the VMCB. */
enum register_number {
        REGISTER_RAX,
        REGISTER_RCX,
        REGISTER_RDX,
        REGISTER_RBX,
        REGISTER_RSP,
        REGISTER_RBP,
        REGISTER_RSI,
        REGISTER_RDI,
        REGISTER_COUNT = 16,
};

/* How this instance asked for another VMPL, and so where the answer goes when it runs again. */
enum run_vmpl_request {
        RUN_VMPL_NONE,
        RUN_VMPL_BY_MSR,
        RUN_VMPL_BY_GHCB,
};

struct cpu;

/* A #VC, and how often it came again with all registers as they were and no VMGEXIT in between. */
struct vc_repeat {
        uint64_t code, rip;
        uint64_t registers; /* a sum that tells them apart */
        unsigned int count;
};

/* One VMPL's instance of a vCPU. */
struct vcpu {
        uint64_t registers
                [REGISTER_COUNT]; /* first: svm/enter.S knows the offsets; [0] and [4] unused */
        struct vmcb *vmcb;
        struct cpu *cpu;
        unsigned int vmpl;
        bool exists; /* the host has made it: at launch, or when AP creation was asked for */
        struct vmsa *save_area; /* NULL until launch or AP creation gave it one */
        gpa_t vmsa; /* its GPA; the boot vCPU's is softsnp's memory and has none that counts */
        uint64_t ghcb_msr; /* what RDMSR of MSR_GHCB gives */
        bool ghcb_registered;
        gpa_t registered_ghcb;
        enum run_vmpl_request run_request;
        gpa_t run_ghcb;     /* the GHCB to answer in, for RUN_VMPL_BY_GHCB */
        uint64_t ticks;     /* of the TSC, spent inside; instructions, when QEMU counts them */
        struct x2apic apic; /* of the device plane only `base` counts: it has the CPU's own */
        gpa_t doorbell;     /* the #HV doorbell page, if has_doorbell */
        bool has_doorbell;
        bool halted;             /* sleeps in HLT until an interrupt or NMI */
        bool held;               /* sleeps in AP reset hold until it gets another save area */
        bool nmi_blocked;        /* has taken an NMI and not said that it has handled it */
        struct vc_repeat repeat; /* of one #VC without end (svm/diagnose.h) */
        bool stepped;            /* exits after each instruction: an attack's wish */
        volatile bool reload; /* its VMSA was replaced or taken away: load again before running */
        _Alignas(64) uint8_t fpu[XSTATE_IMAGE_SIZE]; /* while the instance does not run */
};

/* A physical CPU. What is volatile is looked at without the lock by CPUs that wait. */
struct cpu {
        unsigned int id;   /* index here, APIC ID and vCPU number */
        unsigned int vmpl; /* the instance that runs, or ran last */
        volatile bool in_guest;
        volatile bool kicked; /* an NMI of ours is on its way */
        volatile bool idle; /* sleeps until cpu_kick() or cpu_poke(), as its instance cannot run */
        bool nmi_pending;   /* an NMI came that is not ours: the device plane's */
        bool woken;         /* by AP creation for any of its planes: ends a HLT */
        bool device_waits; /* an interrupt for VMPL0, whose the devices are, while another VMPL ran */
        uint64_t exits_below; /* of VMPLs below VMPL0; counted where the personality wants it */
        bool flush_begun;     /* by an INVLPGB that is not waited for yet */
        volatile bool up;
        unsigned int vain; /* RUN_VMPL requests that were refused, and nothing in between */
        struct vcpu instances[VMPL_COUNT];
};

extern struct cpu cpus[MAX_CPUS];
extern unsigned int cpu_count;

/* The registers that VMRUN loads, RAX and RSP among them: the VMCB's, not the save area's. */
static inline struct vmsa *vcpu_state(struct vcpu *vcpu)
{
        return vmcb_save(vcpu->vmcb);
}

/* A general-purpose register by number, RAX and RSP included. */
uint64_t vcpu_register(struct vcpu *vcpu, unsigned int number);

/* The lock; taken after every exit and released before every entry. */
void machine_lock(void);
void machine_unlock(void);

/* Releases the lock for a moment, so that a CPU that waits for another lets it work. */
void machine_yield(void);

/*
 * If the nested page tables (rmp/npt.h) took rights since the last call, forces all CPUs but @self out of the guest: their
 * TLBs forget. The CPU that we are on forgets at every entry. Needs the lock.
 */
void npt_flush(const struct cpu *self);

/*
 * Forces one CPU out of the guest: returns when it is out of the guest, or was not in it. Wakes a CPU that sleeps because
 * its instance has no VMSA. Needs the lock.
 */
void cpu_kick(struct cpu *cpu);

/* The same without waiting: it will look at its instances again before it enters one. */
void cpu_poke(struct cpu *cpu);

/*
 * Sleeps, without the lock, until somebody calls cpu_kick() for this CPU. @cpu is the one that calls; needs the
 * lock, and has it again afterwards. Better than machine_yield() where the wait may be long.
 */
void cpu_sleep(struct cpu *cpu);

/* Prints the registers and the bytes at RIP, then the reason, and ends the machine. */
__attribute__((format(printf, 2, 3), noreturn)) void vcpu_stop(struct vcpu *vcpu,
                                                               const char *format, ...);

#endif
