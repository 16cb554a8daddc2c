/* softsnp/attack/answers.c - lies in answers to VMPL0: invented, replayed, or of a host that has done nothing. */
#include "lib/base/memory.h"
#include "lib/snp/ghcb.h"
#include "softsnp/attack/kind.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/memory.h"

/* Is this one of the @count requests from the @first on, of VMPL0, that argument 0 names? Counts. */
static bool is_meant(struct attack *attack, const struct ghcb_call *call, unsigned int first)
{
        uint64_t from = attack_number(attack, first, 1);
        uint64_t count = attack_number(attack, first + 1, UINT64_MAX);

        if (call->vcpu->vmpl != 0 || call->code != attack_number(attack, 0, 0))
                return false;
        attack->seen++;
        return attack->seen >= from && attack->seen - from < count;
}

/* answer:EVENT:INFO1:INFO2[:FIRST[:COUNT]]: nothing is done, and this is the answer. */
static bool invent(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        if (!is_meant(attack, call, 3))
                return false;
        *answer = (struct ghcb_answer){ attack_number(attack, 1, 0), attack_number(attack, 2, 0) };
        attack_log(attack, "answered");
        return true;
}

const struct attack_kind attack_answer_with = { "answer", 3, 5, .request = invent };

/* answer-msr:FUNCTION:VALUE[:FIRST[:COUNT]]: the same in the MSR protocol. */
static bool invent_msr(struct attack *attack, struct vcpu *vcpu, uint64_t request)
{
        uint64_t first = attack_number(attack, 2, 1);
        uint64_t count = attack_number(attack, 3, UINT64_MAX);

        if (vcpu->vmpl != 0 ||
            (request & GHCB_MSR_FUNCTION_MASK) != attack_number(attack, 0, UINT64_MAX))
                return false;
        attack->seen++;
        if (attack->seen < first || attack->seen - first >= count)
                return false;
        vcpu->ghcb_msr = attack_number(attack, 1, 0);
        attack_log(attack, "answered");
        return true;
}

const struct attack_kind attack_answer_msr = { "answer-msr", 2, 4, .msr_request = invent_msr };

/* replay-answer:EVENT:FIRST[:COUNT]: the page, as the host left it after the last such event, answers this one. */
static bool replay(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        const struct ghcb *old = attack->memory;

        if (!is_meant(attack, call, 1) || !old)
                return false;
        memcpy(call->page, old, sizeof(*old));
        *answer = (struct ghcb_answer){ old->exit_info1, old->exit_info2 };
        attack_log(attack, "answered with an old page");
        return true;
}

static void keep_page(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        struct ghcb *copy;

        if (call->vcpu->vmpl != 0 || call->code != attack_number(attack, 0, 0))
                return;
        if (!attack->memory)
                attack->memory = memory_allocate(PAGE_SIZE);
        copy = attack->memory;
        memcpy(copy, call->page, sizeof(*copy));
        copy->exit_info1 = answer->info1;
        copy->exit_info2 = answer->info2;
}

const struct attack_kind attack_replay_answer = { "replay-answer", 2, 3, .request = replay,
                                                  .answer = keep_page };

/*
 * replay-response:EVENT:FIRST[:COUNT]: the security processor answers, and the host puts the answer before in its place; the first
 * such answer must have come before.
 */
static void replace_response(struct attack *attack, struct ghcb_call *call,
                             struct ghcb_answer *answer)
{
        void *response = call->vcpu->vmpl == 0 && call->code == attack_number(attack, 0, 0)
                                 ? rmp_shared_bytes(call->info2, PAGE_SIZE)
                                 : NULL;

        if (!response || answer->info2 != 0)
                return;
        if (is_meant(attack, call, 1) && attack->memory) {
                memcpy(response, attack->memory, PAGE_SIZE);
                attack_log(attack, "the response is an old one");
                return;
        }
        if (!attack->memory)
                attack->memory = memory_allocate(PAGE_SIZE);
        memcpy(attack->memory, response, PAGE_SIZE);
}

const struct attack_kind attack_replay_response = { "replay-response", 2, 3,
                                                    .answer = replace_response };

/* pretend-psc[:FIRST[:COUNT]]: page state changes by list are counted as done, and none is. */
static bool pretend(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        uint64_t first = attack_number(attack, 0, 1);
        volatile struct ghcb_psc_list *list;

        if (call->vcpu->vmpl != 0 || call->code != GHCB_EVENT_PSC || ++attack->seen < first ||
            attack->seen - first >= attack_number(attack, 1, UINT64_MAX))
                return false;
        list = rmp_shared_bytes(call->scratch, sizeof(struct ghcb_psc_list));
        if (!list)
                return false;
        list->current = (uint16_t)(list->last + 1);
        *answer = ghcb_done(0);
        attack_log(attack, "%u entries of a list are said to be done", list->current);
        return true;
}

const struct attack_kind attack_pretend_psc = { "pretend-psc", 0, 2, .request = pretend };

/* port:PORT:VALUE: what VMPL0 reads from a device's port. */
static void change_input(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        (void)answer;
        if (call->vcpu->vmpl != 0 || call->code != GHCB_EVENT_IOIO || !(call->info1 & IOIO_IN) ||
            call->info1 & IOIO_STRING ||
            call->info1 >> IOIO_PORT_SHIFT != attack_number(attack, 0, 0))
                return;
        call->page->rax = attack_number(attack, 1, 0);
        attack_log(attack, "the device says so");
}

const struct attack_kind attack_port = { "port", 2, 2, .answer = change_input };
