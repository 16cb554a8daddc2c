/*
 * softsnp/attack/order.c - a guest that is in league with its host: by a hypercall (GHCB event 0x81) with RAX =
 * ATTACK_ORDER, RBX = size of a text in the GHCB's shared buffer, it starts that attack; with no text, the one of
 * obey:NAME[:ARGUMENT...]. RAX is 0 afterwards if it has begun.
 */
#include "lib/base/memory.h"
#include "lib/snp/ghcb.h"
#include "softsnp/attack/list.h"
#include "softsnp/attack/kind.h"

#define ATTACK_ORDER UINT64_C(0x6b6361747461) /* "attack" */

/* Where the attack begins that was given with the kind's name. */
#define PREPARED sizeof("obey")

static bool obey(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        char text[ATTACK_TEXT];
        size_t size = call->rbx;
        bool begun;

        if (call->vcpu->vmpl == 0 || call->code != GHCB_EVENT_VMMCALL ||
            call->rax != ATTACK_ORDER || size >= sizeof(text))
                return false;
        memcpy(text, call->page->shared_buffer, size);
        if (size == 0 && attack->argument_count) {
                size = strlen(attack->text) - PREPARED;
                memcpy(text, attack->text + PREPARED, size);
        }
        text[size] = '\0';
        begun = attack_add(text, size);
        attack_log(attack, "%s%s", text, begun ? "" : ", which is no attack");
        GHCB_SET(call->page, rax, begun ? 0 : 1);
        *answer = ghcb_done(0);
        return true;
}

const struct attack_kind attack_obey = { "obey", 0, ATTACK_ARGUMENTS, .request = obey };
