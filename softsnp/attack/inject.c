/*
 * softsnp/attack/inject.c - an event of the host's choice at an instruction of the host's choice (Heckler, WeSee; SEV-Step makes it exact).
 * Without restricted injection the CPU delivers what EVENTINJ says, whatever IF is (APM vol. 2, section 15.20).
 *
 * inject:VECTOR:RIP[:STEPS[:SKIP]] or inject:VECTOR:exit=N; VECTOR + 0x100 is an external interrupt of that number. A byte
 * that is no instruction in 64-bit mode stands at RIP until an instance of VMPL0 comes there: it exits by #UD, as it could at
 * each instruction by stepping, only faster.
 */
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "softsnp/attack/kind.h"
#include "softsnp/start/memory.h"
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"

#define NO_INSTRUCTION 0x06 /* PUSH ES, outside 64-bit mode */

/* Vectors that push an error code: #DF, #TS, #NP, #SS, #GP, #PF, #AC, #CP, #SX (APM vol. 2, chapter 8). */
#define WITH_ERROR UINT32_C(0x40227d00)

enum step { WAITING, PLANTED, STEPPING, SKIPPING, DONE };

struct spot {
        uint8_t *place;
        uint8_t instead;
        const struct vcpu *vcpu; /* who is stepped */
        uint64_t left;
};

/* Vectors from here on, less this: an external interrupt, whatever the vector; it never pushes an error code. */
#define AS_INTERRUPT 0x100

static uint64_t event_of(uint64_t vector)
{
        uint64_t event = EVENT_VALID | (vector & 0xff);

        if (vector >= AS_INTERRUPT)
                return event;
        if (vector == VECTOR_NMI)
                return event | EVENT_TYPE_NMI;
        if (vector < 32)
                event |= EVENT_TYPE_EXCEPTION;
        return vector < 32 && WITH_ERROR >> vector & 1 ? event | EVENT_HAS_ERROR : event;
}

static void inject(struct attack *attack, struct vcpu *vcpu)
{
        uint64_t vector = attack_number(attack, 0, 0) & 0x1ff;

        attack->step = DONE;
        attack_log(attack, "vcpu %u, VMPL0, CPL %u, rip %lx, rsp %lx", vcpu->cpu->id,
                   vcpu_state(vcpu)->cpl, vcpu_state(vcpu)->rip, vcpu_state(vcpu)->rsp);
        if (vector == VECTOR_VC)
                raise_vc(vcpu, SVM_EXIT_CPUID);
        else
                vcpu->vmcb->control.event_injection = event_of(vector);
}

static bool begin_injection(struct attack *attack)
{
        attack->memory = memory_allocate(sizeof(struct spot));
        return attack->arguments[0].is_number;
}

/* RIP may be mapped later: then it is tried again at the next exit. */
static void plant(struct attack *attack, struct vcpu *vcpu)
{
        struct spot *spot = attack->memory;
        struct translation at;

        if (!attack->arguments[1].is_number ||
            !guest_translate(vcpu, attack_number(attack, 1, 0), &at))
                return;
        spot->place = memory_guest_bytes(at.address, 1);
        if (!spot->place)
                return;
        spot->instead = *spot->place;
        *spot->place = NO_INSTRUCTION;
        attack->step = PLANTED;
}

static bool is_there(const struct attack *attack, struct vcpu *vcpu)
{
        return vcpu->vmcb->control.exit_code == SVM_EXIT_EXCEPTION_UD &&
               vcpu_state(vcpu)->rip == attack_number(attack, 1, 0);
}

static void step_on(struct attack *attack, struct vcpu *vcpu, enum step step, uint64_t count)
{
        struct spot *spot = attack->memory;

        spot->vcpu = vcpu;
        spot->left = count;
        attack->step = step;
        attack_step(vcpu, true);
}

static void arrive(struct attack *attack, struct vcpu *vcpu)
{
        struct spot *spot = attack->memory;
        uint64_t steps = attack_number(attack, 2, 0);

        *spot->place = spot->instead;
        if (attack->seen++ < attack_number(attack, 3, 0))
                step_on(attack, vcpu, SKIPPING, 1);
        else if (steps)
                step_on(attack, vcpu, STEPPING, steps);
        else
                inject(attack, vcpu);
}

static bool take_step(struct attack *attack, struct vcpu *vcpu)
{
        struct spot *spot = attack->memory;

        if (vcpu != spot->vcpu || vcpu->vmcb->control.exit_code != SVM_EXIT_EXCEPTION_DB)
                return false;
        if (--spot->left)
                return true;
        attack_step(vcpu, false);
        if (attack->step == STEPPING)
                inject(attack, vcpu);
        else
                plant(attack, vcpu);
        return true;
}

static bool come_to_rip(struct attack *attack, struct vcpu *vcpu)
{
        if (vcpu->vmpl != 0)
                return false;
        if (attack->step == WAITING)
                plant(attack, vcpu);
        if (attack->step == PLANTED && is_there(attack, vcpu)) {
                arrive(attack, vcpu);
                return true;
        }
        if (attack->step == STEPPING || attack->step == SKIPPING)
                return take_step(attack, vcpu);
        return false;
}

static void come_to_exit(struct attack *attack, struct vcpu *vcpu)
{
        uint64_t wanted;

        if (vcpu->vmpl == 0 && vcpu->cpu->vmpl == 0 && attack->step != DONE &&
            attack_is_pair(attack, 1, "exit", &wanted) && ++attack->seen >= wanted &&
            !vcpu->vmcb->control.event_injection)
                inject(attack, vcpu);
}

const struct attack_kind attack_inject = {
        "inject", 2, 4, .begin = begin_injection, .exit = come_to_rip, .handled = come_to_exit,
};
