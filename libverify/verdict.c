/* libverify/verdict.c - see verdict.h. */
#include "libverify/verdict.h"

#include <string.h>

#include "tools/evidence/report.h"

_Static_assert(CASHEW_VERIFY_STEPS_MAX == STEPS_MAX, "steps");
_Static_assert(CASHEW_VERIFY_TEXT_MAX > STEP_DETAIL_MAX + CASHEW_VERIFY_NAME_MAX, "texts");

void verdict_begin(struct cashew_verify_verdict *verdict)
{
        memset(verdict, 0, sizeof(*verdict));
        verdict->struct_size = sizeof(*verdict);
}

static uint32_t outcome_of(enum step_verdict verdict)
{
        switch (verdict) {
        case STEP_PASSED:
                return CASHEW_VERIFY_STEP_PASSED;
        case STEP_SKIPPED:
                return CASHEW_VERIFY_STEP_SKIPPED;
        default:
                return CASHEW_VERIFY_STEP_FAILED;
        }
}

bool verdict_of_steps(const struct steps *steps, struct cashew_verify_verdict *out)
{
        const struct step *failure = steps_failure(steps);

        for (size_t i = 0; i < steps->count; i++) {
                struct cashew_verify_step *step = &out->steps[i];

                step->outcome = outcome_of(steps->list[i].verdict);
                snprintf(step->name, sizeof(step->name), "%s", steps->list[i].name);
                snprintf(step->reason, sizeof(step->reason), "%s", steps->list[i].detail);
        }
        out->step_count = (uint32_t)steps->count;
        out->verified = steps_passed(steps);
        if (failure)
                snprintf(out->reason, sizeof(out->reason), "%s: %s", failure->name,
                         failure->detail);
        return out->verified;
}

#define COPY(to, from)                                              \
        do {                                                        \
                _Static_assert(sizeof(to) == sizeof(from), "size"); \
                memcpy(to, from, sizeof(to));                       \
        } while (0)

void verdict_claims(const void *report, struct cashew_verify_verdict *out)
{
        struct cashew_verify_claims *claims = &out->claims;
        struct snp_report from;

        if (report_read(report, SNP_REPORT_SIZE, &from))
                return;
        claims->version = from.version;
        claims->vmpl = from.vmpl;
        claims->guest_svn = from.guest_svn;
        claims->signing_key = report_signing_key(&from);
        claims->policy = from.policy;
        claims->platform_info = from.platform_info;
        claims->current_tcb = from.current_tcb;
        claims->reported_tcb = from.reported_tcb;
        claims->committed_tcb = from.committed_tcb;
        claims->launch_tcb = from.launch_tcb;
        COPY(claims->measurement, from.measurement);
        COPY(claims->id_key_digest, from.id_key_digest);
        COPY(claims->author_key_digest, from.author_key_digest);
        COPY(claims->report_data, from.report_data);
        COPY(claims->chip_id, from.chip_id);
        COPY(claims->host_data, from.host_data);
        COPY(claims->report_id, from.report_id);
        COPY(claims->family_id, from.family_id);
        COPY(claims->image_id, from.image_id);
        out->has_claims = 1;
}

void verdict_of_problem(const struct problem *problem, struct cashew_verify_verdict *out)
{
        memcpy(out->reason, problem->text, sizeof(out->reason));
}
