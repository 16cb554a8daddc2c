/* softsnp/snp/ghcb_log.c - see ghcb_log.h. All of it under the machine lock. */
#include "softsnp/snp/ghcb_log.h"

#include "softsnp/start/console.h"

#define KINDS_MOST 32

/*
 * So many refusals in a row of every vCPU that is not asleep, less than a second. A guest that waits for another vCPU is
 * not meant, since that one does something else.
 */
#define VAIN_MOST 20000

/* A kind of refusal: who asked for what, and what was wrong with it. */
struct refusal {
        uint64_t code;
        uint64_t info2;
        unsigned int vmpl;
        bool by_msr;
        uint64_t count;
};

/* True the 1st, 16th, 256th ... time, and never for a kind for which there is no room. */
static bool is_worth_a_line(struct refusal kind, uint64_t *count)
{
        static struct refusal seen[KINDS_MOST];
        static unsigned int used;
        unsigned int i = 0;

        while (i < used && (seen[i].code != kind.code || seen[i].info2 != kind.info2 ||
                            seen[i].vmpl != kind.vmpl || seen[i].by_msr != kind.by_msr))
                i++;
        if (i == KINDS_MOST)
                return false;
        if (i == used)
                seen[used++] = kind;
        *count = ++seen[i].count;
        for (uint64_t at = *count; at != 1; at /= 16)
                if (at % 16 != 0)
                        return false;
        return true;
}

static const char *event_name(uint64_t code)
{
        static const struct {
                uint64_t code;
                const char *name;
        } names[] = {
                { GHCB_EVENT_CPUID, "CPUID" },
                { GHCB_EVENT_IOIO, "IOIO" },
                { GHCB_EVENT_MSR, "MSR" },
                { GHCB_EVENT_MMIO_READ, "MMIO read" },
                { GHCB_EVENT_MMIO_WRITE, "MMIO write" },
                { GHCB_EVENT_PSC, "page state change" },
                { GHCB_EVENT_GUEST_REQUEST, "guest request" },
                { GHCB_EVENT_EXT_GUEST_REQUEST, "extended guest request" },
                { GHCB_EVENT_AP_CREATION, "AP creation" },
                { GHCB_EVENT_HV_DOORBELL, "#HV doorbell" },
                { GHCB_EVENT_APIC_ID_LIST, "APIC ID list" },
                { GHCB_EVENT_RUN_VMPL, "RUN_VMPL" },
        };

        for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                if (names[i].code == code)
                        return names[i].name;
        return "event";
}

/* GHCB 2.0, table 8. */
static const char *error_name(uint64_t error)
{
        static const char *const names[] = {
                [GHCB_ERROR_NOT_REGISTERED] = "NOT_REGISTERED",
                [GHCB_ERROR_INVALID_USAGE] = "INVALID_USAGE",
                [GHCB_ERROR_INVALID_SCRATCH] = "INVALID_SCRATCH_AREA",
                [GHCB_ERROR_MISSING_INPUT] = "MISSING_INPUT",
                [GHCB_ERROR_INVALID_INPUT] = "INVALID_INPUT",
                [GHCB_ERROR_INVALID_EVENT] = "INVALID_EVENT",
        };

        return error < sizeof(names) / sizeof(names[0]) && names[error] ? names[error] : "an error";
}

/* A page state change that stops at an entry says so in exit_info2 alone (GHCB 2.0, section 4.1.6). */
static bool is_refusal(const struct ghcb_call *call, struct ghcb_answer answer)
{
        return (uint32_t)answer.info1 == GHCB_RESULT_MALFORMED ||
               (call->code == GHCB_EVENT_PSC && answer.info2 != 0);
}

void ghcb_log_answer(const struct ghcb_call *call, struct ghcb_answer answer)
{
        struct refusal kind = { .code = call->code, .info2 = answer.info2 };
        uint64_t count;

        kind.vmpl = call->vcpu->vmpl;
        if (!is_refusal(call, answer) || !is_worth_a_line(kind, &count))
                return;
        log_line(
                "ghcb: VMPL%u of vcpu %u, rip 0x%lx: %s 0x%lx, info 0x%lx 0x%lx: answered %s (%lu), "
                "time %lu",
                kind.vmpl, call->vcpu->cpu->id, vcpu_state(call->vcpu)->rip, event_name(call->code),
                call->code, call->info1, call->info2, error_name(answer.info2), answer.info2,
                count);
}

void ghcb_log_msr(const struct vcpu *vcpu, uint64_t request, const char *refusal)
{
        struct refusal kind = { .code = request & GHCB_MSR_FUNCTION_MASK, .by_msr = true };
        uint64_t count;

        kind.vmpl = vcpu->vmpl;
        if (is_worth_a_line(kind, &count))
                log_line("ghcb: VMPL%u of vcpu %u: MSR request 0x%lx: %s, time %lu", kind.vmpl,
                         vcpu->cpu->id, request, refusal, count);
}

/* Asleep since it has no save area, or known to ask in vain. */
static bool does_nothing(const struct cpu *cpu)
{
        return cpu->idle || cpu->vain >= VAIN_MOST;
}

void ghcb_note_run_vmpl(struct vcpu *vcpu, unsigned int vmpl, uint32_t error)
{
        if (!error) {
                vcpu->cpu->vain = 0;
                return;
        }
        if (++vcpu->cpu->vain < VAIN_MOST)
                return;
        for (unsigned int i = 0; i < cpu_count; i++)
                if (!does_nothing(&cpus[i]))
                        return;
        vcpu_stop(vcpu,
                  "VMPL%u asks for RUN_VMPL of VMPL%u without end and is refused with error %u: "
                  "no vcpu does anything else",
                  vcpu->vmpl, vmpl, error);
}

void ghcb_note_other(struct vcpu *vcpu)
{
        vcpu->cpu->vain = 0;
}
