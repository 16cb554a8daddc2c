/*
 * softsnp/attack/flip.c - a shared page that is another one at each look. VMPL0 is stepped through the instructions behind its
 * request, and after each of them some bytes of the page change to and fro, as if another CPU of the host wrote them.
 */
#include "lib/base/memory.h"
#include "lib/snp/ghcb.h"
#include "softsnp/attack/kind.h"
#include "softsnp/rmp/table.h"

#define STEPS 400

/* flip:EVENT:PAGE:OFFSET:MASK[:STEPS]: PAGE is ghcb, info1 or info2, whose address the request has in that field. */
static uint64_t find_page(const struct attack *attack, const struct ghcb_call *call)
{
        if (attack_is(attack, 1, "ghcb"))
                return call->address.value;
        return attack_is(attack, 1, "info1") ? call->info1 : call->info2;
}

static bool check(struct attack *attack)
{
        return attack_number(attack, 2, 0) <= PAGE_SIZE - sizeof(uint64_t) &&
               (attack_is(attack, 1, "ghcb") || attack_is(attack, 1, "info1") ||
                attack_is(attack, 1, "info2"));
}

static void begin_steps(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        (void)answer;
        if (call->vcpu->vmpl != 0 || call->code != attack_number(attack, 0, 0))
                return;
        attack->step = find_page(attack, call);
        attack->seen = 0;
        attack_step(call->vcpu, true);
}

/* False: the page is not shared any more. */
static bool change(const struct attack *attack)
{
        uint8_t *at =
                rmp_shared_bytes(attack->step + attack_number(attack, 2, 0), sizeof(uint64_t));
        uint64_t value;

        if (!at)
                return false;
        memcpy(&value, at, sizeof(value));
        value ^= attack_number(attack, 3, 0);
        memcpy(at, &value, sizeof(value));
        return true;
}

static bool flip(struct attack *attack, struct vcpu *vcpu)
{
        if (!attack->step || !vcpu->stepped ||
            vcpu->vmcb->control.exit_code != SVM_EXIT_EXCEPTION_DB)
                return false;
        if (change(attack) && ++attack->seen < attack_number(attack, 4, STEPS))
                return true;
        attack_step(vcpu, false);
        attack->step = 0;
        attack_log(attack, "changed %lu times after an answer", attack->seen);
        return true;
}

const struct attack_kind attack_flip = { "flip",      4, 5, .begin = check, .answer = begin_steps,
                                         .exit = flip };
