/*
 * tools/evidence/verify.c - see verify.h. Fields are those of ATTESTATION_REPORT (AMD 56860, "SNP
 * firmware ABI"; lib/snp/report.h); what may stand in them together follows google/go-sev-guest
 * (validate) and virtee/sev. A step is added for each question, so that whoever reads the list sees
 * all that was asked, not only what failed.
 */
#include "tools/evidence/verify.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "tools/evidence/added_vcpus.h"
#include "tools/evidence/signature.h"

#define CHIP_SHOWN 8 /* bytes of a chip's ID that a line repeats */

/* Everything of one verification. */
struct verification {
        const struct report_rules *rules;
        const struct amd_certificates *certificates;
        const struct snp_report *report;
        struct steps *steps;
        bool vlek;
        X509 *leaf;
        struct amd_facts facts;
};

/* Which key the report says it was signed with, and that we have its certificate. */
static bool check_signing_key(struct verification *v)
{
        static const char name[] = "signing key";
        unsigned int key = report_signing_key(v->report);

        if (key != SNP_SIGNING_KEY_VCEK && key != SNP_SIGNING_KEY_VLEK)
                return steps_add(v->steps, name, false, "nothing has signed it");
        v->vlek = key == SNP_SIGNING_KEY_VLEK;
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

        if (!problem && !v->vlek != (v->facts.chip_id_size != 0))
                problem = "the last certificate is of another kind";
        if (!problem)
                problem = certificates_verify(v->certificates, v->vlek, v->rules->roots, &v->facts);
        if (problem)
                return steps_add(v->steps, name, false, "%s", problem);
        return steps_add(v->steps, name, true, "%s, up to a root that is trusted",
                         snp_product_facts(v->facts.product)->name);
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
                         "%s for CPU family 0x%02x, model 0x%02x", product, report->cpuid_family,
                         report->cpuid_model);
}

static bool check_chip(struct verification *v)
{
        char text[2 * CHIP_SHOWN + 1];

        steps_hex(v->report->chip_id, CHIP_SHOWN, text);
        if (v->vlek) {
                steps_skip(v->steps, "chip", "a VLEK is the provider's, not a chip's");
                return true;
        }
        if (memcmp(v->report->chip_id, v->facts.chip_id, sizeof(v->facts.chip_id)) != 0)
                return steps_add(v->steps, "chip", false,
                                 "%s... is not the chip of the certificate", text);
        return steps_add(v->steps, "chip", true, "%s...", text);
}

/* Each part by itself: as one number a TCB has no order. */
static bool same_tcb(const struct snp_tcb *left, const struct snp_tcb *right)
{
        return left->fmc == right->fmc && left->boot_loader == right->boot_loader &&
               left->tee == right->tee && left->snp == right->snp &&
               left->microcode == right->microcode;
}

/* What is wrong between the four TCBs of a report and its certificate's (google/go-sev-guest, validate). */
static const char *tcb_problem(const struct verification *v, struct snp_tcb *reported)
{
        const struct snp_report *report = v->report;
        enum snp_product product = v->facts.product;
        struct snp_tcb parts;

        if (!snp_tcb_decode(product, report->reported_tcb, reported) ||
            !snp_tcb_decode(product, report->current_tcb, &parts) ||
            !snp_tcb_decode(product, report->committed_tcb, &parts) ||
            !snp_tcb_decode(product, report->launch_tcb, &parts))
                return "a TCB is none of this product";
        if (!same_tcb(reported, &v->facts.tcb))
                return "the reported TCB is not the certificate's";
        if (!snp_tcb_within(report->reported_tcb, report->current_tcb) ||
            !snp_tcb_within(report->committed_tcb, report->current_tcb) ||
            !snp_tcb_within(report->launch_tcb, report->current_tcb))
                return "a TCB is above the current one";
        if (!v->rules->provisional && report->committed_tcb != report->current_tcb)
                return "the firmware is provisional: it can be rolled back";
        return NULL;
}

static void tcb_text(const struct snp_tcb *tcb, char *out, size_t size)
{
        snprintf(out, size, "boot loader %u, TEE %u, SNP %u, microcode %u, FMC %u",
                 tcb->boot_loader, tcb->tee, tcb->snp, tcb->microcode, tcb->fmc);
}

static bool check_tcb(struct verification *v)
{
        const struct snp_tcb *minimum = &v->rules->minimum;
        struct snp_tcb reported;
        char text[96];
        const char *problem = tcb_problem(v, &reported);
        bool good = steps_add(v->steps, "TCB", !problem, "%s",
                              problem ? problem : "the certificate's, and not above the current");

        tcb_text(&reported, text, sizeof(text));
        return steps_add(v->steps, "minimum TCB",
                         reported.fmc >= minimum->fmc &&
                                 reported.boot_loader >= minimum->boot_loader &&
                                 reported.tee >= minimum->tee && reported.snp >= minimum->snp &&
                                 reported.microcode >= minimum->microcode,
                         "reported: %s", text) &&
               good;
}

static bool check_signature(struct verification *v)
{
        bool good = report_signed_by(v->report, X509_get0_pubkey(v->leaf));

        return steps_add(v->steps, "signature", good,
                         good ? "ECDSA P-384 over the report" : "not over this report");
}

/* All that speaks of the key that signed. Later steps need what earlier ones found. */
static bool check_origin(struct verification *v)
{
        bool good;

        if (!check_signing_key(v) || !check_certificates(v))
                return false;
        good = check_product(v);
        good = check_chip(v) && good;
        good = check_tcb(v) && good;
        return check_signature(v) && good;
}

/*
 * With POLICY.DEBUG the host may decrypt the guest's memory; a migration agent (POLICY.MIGRATE_MA,
 * or a REPORT_ID_MA that is not all ones) may take its keys elsewhere. Either makes the rest of the
 * report worthless.
 */
static bool check_guest_policy(struct verification *v)
{
        uint64_t policy = v->report->policy;
        uint8_t nobody[sizeof(v->report->report_id_ma)];
        const char *problem = NULL;

        memset(nobody, 0xff, sizeof(nobody));
        if (policy & SNP_POLICY_DEBUG)
                problem = "the host may debug the guest";
        else if (policy & SNP_POLICY_MIGRATION ||
                 memcmp(v->report->report_id_ma, nobody, sizeof(nobody)) != 0)
                problem = "a migration agent may move the guest";
        return steps_add(v->steps, "guest policy", !problem, "%s",
                         problem ? problem : "no debugging, no migration agent");
}

/* A guest at VMPL2 can have a report too: that it is of VMPL0 is what makes it the SVSM's. */
static bool check_vmpl(struct verification *v)
{
        return steps_add(v->steps, "VMPL", v->report->vmpl == v->rules->vmpl,
                         "asked for by VMPL %u; expected %u", (unsigned int)v->report->vmpl,
                         (unsigned int)v->rules->vmpl);
}

/* By its name, since whoever reads "is not one that is expected" may add it to those that are. */
static bool refuse_measurement(struct verification *v, const char *text)
{
        const struct report_rules *rules = v->rules;

        for (size_t i = 0; i < rules->measurement_count; i++) {
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
        good = check_guest_policy(&v) && good;
        good = check_vmpl(&v) && good;
        good = check_measurement(&v) && good;
        return demands_verify(&rules->demands, out, steps) && good;
}

static bool hash(const void *first, size_t first_size, const void *second, size_t second_size,
                 uint8_t out[SNP_REPORT_DATA_SIZE])
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        bool done = context && EVP_DigestInit_ex(context, EVP_sha512(), NULL) == 1 &&
                    EVP_DigestUpdate(context, first, first_size) == 1 &&
                    EVP_DigestUpdate(context, second, second_size) == 1 &&
                    EVP_DigestFinal_ex(context, out, NULL) == 1;

        EVP_MD_CTX_free(context);
        return done;
}

bool report_verify_data(const struct snp_report *report, const char *name, const void *first,
                        size_t first_size, const void *second, size_t second_size,
                        struct steps *steps)
{
        uint8_t expected[SNP_REPORT_DATA_SIZE];
        bool good = hash(first, first_size, second, second_size, expected) &&
                    CRYPTO_memcmp(expected, report->report_data, sizeof(expected)) == 0;

        return steps_add(steps, name, good,
                         good ? "what the report was made for"
                              : "the report is for something else");
}
