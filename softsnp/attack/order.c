/*
 * softsnp/attack/order.c - a guest that is in league with its host: by a hypercall (GHCB event 0x81) with RAX = ATTACK_ORDER, RBX = size of a
 * text in the GHCB's shared buffer, it starts an attack. RAX is 0 afterwards if it has begun.
 */
#include "lib/base/memory.h"
#include "lib/snp/ghcb.h"
#include "softsnp/attack/kind.h"

#define ATTACK_ORDER UINT64_C(0x6b6361747461) /* "attack" */

static bool obey(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        char text[ATTACK_TEXT];
        bool begun;

        if (call->vcpu->vmpl == 0 || call->code != GHCB_EVENT_VMMCALL ||
            call->rax != ATTACK_ORDER || call->rbx >= sizeof(text))
                return false;
        memcpy(text, call->page->shared_buffer, call->rbx);
        text[call->rbx] = '\0';
        begun = attack_add(text, call->rbx);
        attack_log(attack, "%s%s", text, begun ? "" : ", which is no attack");
        GHCB_SET(call->page, rax, begun ? 0 : 1);
        *answer = ghcb_done(0);
        return true;
}

const struct attack_kind attack_obey = { "obey", 0, 0, .request = obey };
