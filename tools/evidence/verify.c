/*
 * tools/evidence/verify.c - see verify.h. Fields are those of ATTESTATION_REPORT (AMD 56860, "SNP
 * firmware ABI"; lib/snp/report.h); what may stand in them together follows google/go-sev-guest
 * (validate) and virtee/sev. A step is added for each question, so that whoever reads the list sees
 * all that was asked, not only what failed.
 */
#include "tools/evidence/verify.h"

#include <string.h>
#include <time.h>

#include "tools/evidence/added_vcpus.h"
#include "tools/evidence/signature.h"
#include "tools/evidence/tcb.h"

#define CHIP_SHOWN 8 /* bytes of a chip's ID that a line repeats */

/* Everything of one verification. */
struct verification {
        const struct report_rules *rules;
        const struct amd_certificates *certificates;
        const struct snp_report *report;
        struct steps *steps;
        bool vlek;
        X509 *leaf;
        bool has_facts;
        struct amd_facts facts;
        bool believed; /* a chip or a provider that is trusted has signed it */
};

/* Which key the report says it was signed with, and that we have its certificate. */
static bool check_signing_key(struct verification *v)
{
        static const char name[] = "signing key";
        unsigned int key = report_signing_key(v->report);

        if (key == SNP_SIGNING_KEY_NONE)
                return steps_add(v->steps, name, false, "nothing has signed it%s",
                                 v->report->key_info & SNP_KEY_INFO_MASK_CHIP_KEY
                                         ? ": the host masks the chip's key"
                                         : "");
        if (key != SNP_SIGNING_KEY_VCEK && key != SNP_SIGNING_KEY_VLEK)
                return steps_add(v->steps, name, false, "number %u, which is not known here", key);
        v->vlek = key == SNP_SIGNING_KEY_VLEK;
        if (!v->vlek && v->rules->vcek_refused)
                return steps_add(v->steps, name, false, "a VCEK, which is not allowed here");
        if (v->vlek && !v->rules->vlek)
                return steps_add(v->steps, name, false, "a VLEK, which is not allowed here");
        v->leaf = v->vlek ? v->certificates->vlek : v->certificates->vcek;
        if (!v->leaf)
                return steps_add(v->steps, name, false, "its certificate is missing");
        return steps_add(v->steps, name, true, v->vlek ? "VLEK" : "VCEK");
}

/*
 * A VCEK names its chip and a VLEK does not: so what the certificate says and what the report says
 * of its key must agree.
 */
static bool check_certificates(struct verification *v)
{
        static const char name[] = "certificates";
        const char *problem = amd_facts_read(v->leaf, &v->facts);
        char reason[CHAIN_REASON_MAX];

        v->has_facts = !problem;
        if (!problem && !v->vlek != (v->facts.chip_id_size != 0))
                problem = "the last certificate is of another kind";
        if (!problem)
                problem =
                        certificates_verify(v->certificates, v->vlek, v->rules, &v->facts, reason);
        if (problem)
                return steps_add(v->steps, name, false, "%s", problem);
        return steps_add(v->steps, name, true, "%s, up to a root that is trusted",
                         snp_product_facts(v->facts.product)->name);
}

/* AMD's list of intermediates that do not count any more; a list that is given has to be there for the chain, and up to date. */
static bool check_revocation(struct verification *v)
{
        static const char name[] = "revocation";
        char reason[CHAIN_REASON_MAX];
        const char *problem;

        if (!v->rules->crls || sk_X509_CRL_num(v->rules->crls) == 0) {
                steps_skip(v->steps, name, "no CRL was given");
                return true;
        }
        problem = certificates_check_crls(v->certificates, v->vlek, v->rules, reason);
        return steps_add(v->steps, name, !problem, "%s",
                         problem ? problem : "the intermediate is not on AMD's list");
}

/*
 * The certificate says which product line the key is of, the report on which CPU the guest runs
 * (from version 3 on).
 */
static bool check_product(struct verification *v)
{
        const struct snp_report *report = v->report;
        const char *product = snp_product_facts(v->facts.product)->name;

        if (report->version < 3)
                return steps_add(v->steps, "product", true,
                                 "%s; a report of version 2 does not say", product);
        return steps_add(v->steps, "product", report_may_be_of(report, v->facts.product),
                         "%s for CPU family 0x%02x, model 0x%02x%s", product, report->cpuid_family,
                         report->cpuid_model,
                         report_cpu_name(report) ? "" : ", which is not known here");
}

/* CHIP_ID is hidden where the host wants it so; the key is the chip's all the same, as the signature shows. */
static bool check_hidden_chip(struct verification *v)
{
        char text[2 * CHIP_SHOWN + 1];

        steps_hex(v->facts.chip_id, CHIP_SHOWN, text);
        return steps_add(v->steps, "chip", v->rules->masked_chip,
                         "the report hides it (MASK_CHIP_ID)%s; the certificate is of %s...",
                         v->rules->masked_chip ? ", which is allowed" : "", text);
}

static bool check_chip(struct verification *v)
{
        char text[2 * CHIP_SHOWN + 1];

        steps_hex(v->report->chip_id, CHIP_SHOWN, text);
        if (v->vlek) {
                steps_skip(v->steps, "chip", "a VLEK is the provider's, not a chip's");
                return true;
        }
        if (report_hides_chip(v->report))
                return check_hidden_chip(v);
        if (memcmp(v->report->chip_id, v->facts.chip_id, sizeof(v->facts.chip_id)) != 0)
                return steps_add(v->steps, "chip", false,
                                 "%s... is not the chip of the certificate", text);
        return steps_add(v->steps, "chip", true, "%s...", text);
}

/* By the certificate if there is one of the chip; with a VLEK the report's word counts, which the VLEK has signed. */
static bool check_chip_list(struct verification *v)
{
        static const char name[] = "chip list";
        const uint8_t *chip = v->vlek ? v->report->chip_id : v->facts.chip_id;

        if (v->rules->chip_count == 0)
                return true;
        for (size_t i = 0; i < v->rules->chip_count; i++) {
                if (memcmp(chip, v->rules->chips[i], SNP_CHIP_ID_SIZE) == 0)
                        return steps_add(v->steps, name, true, "one of %zu", v->rules->chip_count);
        }
        return steps_add(v->steps, name, false, "the chip is none of the %zu that are expected",
                         v->rules->chip_count);
}

static bool check_signature(struct verification *v)
{
        bool good = report_signed_by(v->report, X509_get0_pubkey(v->leaf));

        return steps_add(v->steps, "signature", good,
                         good ? "ECDSA P-384 over the report" : "not over this report");
}

/*
 * All that speaks of the key that signed. Without its certificate there is nothing to ask; if that leads to no root the rest is
 * shown all the same, for whoever wants to know what is wrong.
 */
static bool check_origin(struct verification *v)
{
        bool good;

        if (!check_signing_key(v))
                return false;
        good = check_certificates(v);
        if (!v->has_facts)
                return false;
        good = good && check_revocation(v);
        good = check_product(v) && good;
        good = check_chip(v) && good;
        good = check_chip_list(v) && good;
        good = tcb_verify(v->report, &v->facts, v->rules, v->steps) && good;
        return check_signature(v) && good;
}

/* What a later firmware may have meant: shown in any case, and refused where nothing is to be left open. */
static bool check_unknown(struct verification *v)
{
        static const char name[] = "unknown bits";
        char text[REPORT_UNKNOWN_MAX];
        enum snp_product product = v->facts.product;

        if (!report_unknown(v->report,
                            v->has_facts || report_product(v->report, &product) ? &product : NULL,
                            text))
                return steps_add(v->steps, name, true, "none: all of the report is known here");
        if (v->rules->unknown_refused)
                return steps_add(v->steps, name, false, "%s: not known here", text);
        steps_skip(v->steps, name, "%s: not known here, which is allowed", text);
        return true;
}

/*
 * With POLICY.DEBUG the host may decrypt the guest's memory; a migration agent (POLICY.MIGRATE_MA,
 * or a REPORT_ID_MA that is not all ones) may take its keys elsewhere. Either makes the rest of the
 * report worthless, unless somebody says that it is meant so.
 */
static bool check_guest_policy(struct verification *v)
{
        uint64_t policy = v->report->policy;
        uint8_t nobody[sizeof(v->report->report_id_ma)];
        bool debug = policy & SNP_POLICY_DEBUG;
        bool migration;

        memset(nobody, 0xff, sizeof(nobody));
        migration = policy & SNP_POLICY_MIGRATION ||
                    memcmp(v->report->report_id_ma, nobody, sizeof(nobody)) != 0;
        return steps_add(v->steps, "guest policy",
                         (!debug || v->rules->debug) && (!migration || v->rules->migration),
                         debug && migration
                                 ? "the host may debug the guest, and a migration agent may move it"
                         : debug     ? "the host may debug the guest"
                         : migration ? "a migration agent may move the guest"
                                     : "no debugging, no migration agent");
}

/* A guest at VMPL2 can have a report too: that it is of VMPL0 is what makes it the SVSM's. */
static bool check_vmpl(struct verification *v)
{
        return steps_add(v->steps, "VMPL", v->report->vmpl == v->rules->vmpl,
                         "asked for by VMPL %u; expected %u", (unsigned int)v->report->vmpl,
                         (unsigned int)v->rules->vmpl);
}

/*
 * By its name, since whoever reads "is not one that is expected" may add it to those that are. Of what anybody may have written it
 * is not looked for: that takes milliseconds for each that is expected.
 */
static bool refuse_measurement(struct verification *v, const char *text)
{
        const struct report_rules *rules = v->rules;

        for (size_t i = 0; v->believed && i < rules->measurement_count; i++) {
                const struct measurement *known = &rules->measurements[i];
                unsigned int added = added_vcpus(known->digest, v->report->measurement);

                if (added)
                        return steps_add(
                                v->steps, "measurement", false,
                                "%s with %u save area%s that KVM adds: never to be accepted, "
                                "they begin in memory that the guest may write",
                                known->label, added, added == 1 ? "" : "s");
        }
        return steps_add(v->steps, "measurement", false, "%s is not one that is expected", text);
}

static bool check_measurement(struct verification *v)
{
        const struct report_rules *rules = v->rules;
        char text[2 * MEASUREMENT_SIZE + 1];

        steps_hex(v->report->measurement, MEASUREMENT_SIZE, text);
        if (rules->any_measurement) {
                steps_skip(v->steps, "measurement", "%s: none was expected", text);
                return true;
        }
        for (size_t i = 0; i < rules->measurement_count; i++) {
                const struct measurement *known = &rules->measurements[i];

                if (memcmp(known->digest, v->report->measurement, MEASUREMENT_SIZE) == 0)
                        return steps_add(v->steps, "measurement", true, "%s %s", text,
                                         known->label);
        }
        return refuse_measurement(v, text);
}

bool report_verify(const struct evidence *evidence, const struct report_rules *rules,
                   struct steps *steps, struct snp_report *out)
{
        struct verification v = {
                .rules = rules,
                .certificates = evidence->certificates,
                .report = out,
                .steps = steps,
        };
        const char *problem = report_read(evidence->report, evidence->report_size, out);
        bool good;

        if (problem)
                return steps_add(steps, "report", false, "%s", problem);
        steps_add(steps, "report", true, "version %u", (unsigned int)out->version);
        good = check_origin(&v);
        v.believed = good;
        good = check_unknown(&v) && good;
        good = check_guest_policy(&v) && good;
        good = check_vmpl(&v) && good;
        good = check_measurement(&v) && good;
        good = reference_verify(rules->references, out,
                                rules->time_given ? rules->time : (int64_t)time(NULL), steps) &&
               good;
        return demands_verify(&rules->demands, out, steps) && good;
}
