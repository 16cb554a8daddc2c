/* softsnp/snp/ghcb_page.c - see ghcb_page.h: requests in, dispatch, answers out (GHCB 2.0, section 4). */
#include "softsnp/snp/ghcb_page.h"

#include "lib/base/memory.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/ghcb_events.h"
#include "softsnp/snp/ghcb_log.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/snp/run_vmpl.h"
#include "softsnp/snp/terminate.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

#define PROTOCOL_VERSION_MOST 2
#define LOG_LIMIT             20

#define READ_ONCE(field) (*(volatile __typeof__(field) *)&(field))

/* Each field is read once, as it may change behind our back: what is checked is what is used. */
static struct ghcb_call read_request(struct vcpu *vcpu, gpa_t address, struct ghcb *page)
{
        struct ghcb_call call = {
                .vcpu = vcpu,
                .page = page,
                .address = address,
                .code = READ_ONCE(page->exit_code),
                .info1 = READ_ONCE(page->exit_info1),
                .info2 = READ_ONCE(page->exit_info2),
                .scratch = READ_ONCE(page->scratch),
                .rax = READ_ONCE(page->rax),
                .rbx = READ_ONCE(page->rbx),
                .rcx = READ_ONCE(page->rcx),
                .rdx = READ_ONCE(page->rdx),
                .xcr0 = READ_ONCE(page->xcr0),
                .version = READ_ONCE(page->protocol_version),
                .usage = READ_ONCE(page->usage),
        };

        memcpy(call.valid_bitmap, page->valid_bitmap, sizeof(call.valid_bitmap));
        return call;
}

/* 0, or why the request cannot be looked at. */
static uint32_t check_request(const struct ghcb_call *call)
{
        const struct vcpu *vcpu = call->vcpu;

        if (!vcpu->ghcb_registered || vcpu->registered_ghcb.value != call->address.value)
                return GHCB_ERROR_NOT_REGISTERED;
        if (call->usage != 0 || call->version > PROTOCOL_VERSION_MOST)
                return GHCB_ERROR_INVALID_USAGE;
        if (!GHCB_HAS(call, exit_code) || !GHCB_HAS(call, exit_info1) ||
            !GHCB_HAS(call, exit_info2))
                return GHCB_ERROR_MISSING_INPUT;
        return 0;
}

/* The guest gets an error and can go on; the first few are worth a line. */
static struct ghcb_answer unknown_event(const struct ghcb_call *call)
{
        static unsigned int logged;

        if (logged < LOG_LIMIT) {
                logged++;
                log_line("ghcb: VMPL%u asks for event %lx, which there is not", call->vcpu->vmpl,
                         call->code);
        }
        return ghcb_malformed(GHCB_ERROR_INVALID_EVENT);
}

/* By the switch those that guests ask for often or that end something; the rest by table. */
static struct ghcb_answer dispatch(struct ghcb_call *call)
{
        switch (call->code) {
        case GHCB_EVENT_CPUID:
                return serve_cpuid(call);
        case GHCB_EVENT_IOIO:
                return serve_ioio(call);
        case GHCB_EVENT_MSR:
                return serve_msr(call);
        case GHCB_EVENT_MMIO_READ:
        case GHCB_EVENT_MMIO_WRITE:
                return serve_mmio(call);
        case GHCB_EVENT_PSC:
                return serve_page_state_change(call);
        case GHCB_EVENT_AP_CREATION:
                return serve_ap_creation(call);
        case GHCB_EVENT_TERMINATE:
                guest_terminates(call->vcpu, call->info1, call->info2);
                return ghcb_done(0);
        default:
                break;
        }
        for (const struct ghcb_event_handler *h = ghcb_event_handlers; h->handle; h++)
                if (h->code == call->code)
                        return h->handle(call);
        return unknown_event(call);
}

/*
 * The answer to RUN_VMPL is written when this instance runs again; only a refusal is written now. A host with one VMPL does not
 * know the event (KVM without planes, svm/sev.c, sev_es_validate_vmgexit()).
 */
static bool is_run_vmpl(const struct ghcb_call *call, struct ghcb_answer *answer)
{
        if (call->code != GHCB_EVENT_RUN_VMPL)
                return false;
        if (personality.vmpls == 1) {
                *answer = unknown_event(call);
                return false;
        }
        *answer = run_vmpl(call->vcpu, (uint32_t)call->info1, RUN_VMPL_BY_GHCB, call->address);
        ghcb_note_run_vmpl(call->vcpu, (uint32_t)call->info1, run_vmpl_error(*answer));
        return answer->info1 == GHCB_RESULT_OK;
}

/* Both fields are valid in every answer (GHCB 2.0, section 4), so every handler says both. */
static void write_answer(struct ghcb *page, struct ghcb_answer answer)
{
        GHCB_SET(page, exit_info1, answer.info1);
        GHCB_SET(page, exit_info2, answer.info2);
}

/*
 * The bitmap is cleared before the answer: the fields that are valid then are the answer's. A page
 * that is not shared cannot hold any answer.
 */
void ghcb_page_exit(struct vcpu *vcpu, gpa_t address)
{
        struct ghcb *page = memory_guest_bytes(address, PAGE_SIZE);
        struct ghcb_answer answer;
        struct ghcb_call call;
        uint32_t error;

        if (!page || !rmp_is_shared(address, PAGE_SIZE))
                vcpu_stop(vcpu, "VMPL%u has its GHCB at gpa %lx, which is not shared memory",
                          vcpu->vmpl, address.value);
        call = read_request(vcpu, address, page);
        if (call.code != GHCB_EVENT_RUN_VMPL)
                ghcb_note_other(vcpu);
        memset(page->valid_bitmap, 0, sizeof(page->valid_bitmap));
        error = check_request(&call);
        if (error)
                answer = ghcb_malformed(error);
        else if (attack_request(&call, &answer))
                ;
        else if (is_run_vmpl(&call, &answer))
                return;
        else if (call.code != GHCB_EVENT_RUN_VMPL)
                answer = dispatch(&call);
        attack_answer(&call, &answer);
        ghcb_log_answer(&call, answer);
        write_answer(page, answer);
}
