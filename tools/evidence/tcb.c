/*
 * tools/evidence/tcb.c - see tcb.h. What may stand in a report together follows google/go-sev-guest (validate). Bytes of a TCB that
 * the product is not known to have are not looked at here: they are among what is not known (report_unknown()), and the key that
 * signed is derived from all of the reported TCB.
 */
#include "tools/evidence/tcb.h"

#include <stdio.h>
#include <string.h>

#define ETCB_SINCE 6 /* version of the report; before, the bytes are reserved */

/* Each part by itself: as one number a TCB has no order. */
static bool same_tcb(const struct snp_tcb *left, const struct snp_tcb *right)
{
        return left->fmc == right->fmc && left->boot_loader == right->boot_loader &&
               left->tee == right->tee && left->snp == right->snp &&
               left->microcode == right->microcode;
}

/* Venice's numbers of what has no place in its TCB, microcode among them; zeros of all others. */
static bool etcb_within(const uint8_t etcb[SNP_ETCB_SIZE], const uint8_t limit[SNP_ETCB_SIZE])
{
        for (size_t i = 0; i < SNP_ETCB_PARTS; i++) {
                if (etcb[i] > limit[i])
                        return false;
        }
        return true;
}

/* Committed and current. */
static bool same_etcbs(const struct snp_report *report)
{
        return report->version < ETCB_SINCE ||
               memcmp(report->committed_etcb, report->current_etcb, SNP_ETCB_PARTS) == 0;
}

/* What is wrong between the four TCBs of a report and its certificate's. */
static const char *tcb_problem(const struct snp_report *report, const struct snp_tcb *reported,
                               const struct snp_tcb *certified)
{
        if (!same_tcb(reported, certified))
                return "the reported TCB is not the certificate's";
        if (!snp_tcb_within(report->reported_tcb, report->current_tcb) ||
            !snp_tcb_within(report->committed_tcb, report->current_tcb) ||
            !snp_tcb_within(report->launch_tcb, report->current_tcb))
                return "a TCB is above the current one";
        if (report->version >= ETCB_SINCE &&
            (!etcb_within(report->launch_etcb, report->current_etcb) ||
             !etcb_within(report->committed_etcb, report->current_etcb)))
                return "an extended TCB is above the current one";
        return NULL;
}

static void tcb_text(const struct snp_tcb *tcb, char *out, size_t size)
{
        snprintf(out, size, "boot loader %u, TEE %u, SNP %u, microcode %u, FMC %u",
                 tcb->boot_loader, tcb->tee, tcb->snp, tcb->microcode, tcb->fmc);
}

/* Until its firmware is committed a platform can go back to the one before (SNP_COMMIT). */
static bool check_provisional(const struct snp_report *report, bool allowed, struct steps *steps)
{
        static const char name[] = "provisional";

        if (report->committed_tcb == report->current_tcb && same_etcbs(report))
                return steps_add(steps, name, true, "no: the current TCB is committed");
        if (!allowed)
                return steps_add(steps, name, false,
                                 "the firmware is provisional: it can be rolled back to TCB 0x%llx",
                                 (unsigned long long)report->committed_tcb);
        steps_skip(steps, name, "the firmware can be rolled back to TCB 0x%llx, which is allowed",
                   (unsigned long long)report->committed_tcb);
        return true;
}

static bool check_minimum(const struct snp_tcb *reported, const struct snp_tcb *minimum,
                          struct steps *steps)
{
        char text[96];

        tcb_text(reported, text, sizeof(text));
        return steps_add(steps, "minimum TCB",
                         reported->fmc >= minimum->fmc &&
                                 reported->boot_loader >= minimum->boot_loader &&
                                 reported->tee >= minimum->tee && reported->snp >= minimum->snp &&
                                 reported->microcode >= minimum->microcode,
                         "reported: %s", text);
}

bool tcb_verify(const struct snp_report *report, const struct amd_facts *facts,
                const struct report_rules *rules, struct steps *steps)
{
        struct snp_tcb reported;
        const char *problem;
        bool good;

        (void)!snp_tcb_decode(facts->product, report->reported_tcb, &reported);
        problem = tcb_problem(report, &reported, &facts->tcb);
        good = steps_add(steps, "TCB", !problem, "%s",
                         problem ? problem : "the certificate's, and not above the current");
        good &= check_provisional(report, rules->provisional, steps);
        return check_minimum(&reported, &rules->minimum, steps) && good;
}
