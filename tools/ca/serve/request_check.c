/*
 * tools/ca/serve/request_check.c - see request_check.h. The report is bound to the request by its
 * REPORT_DATA: attestd hashes what vtpmd has sent it, behind a label that no guest's report can
 * have (services/attest/report_data.h), so a guest cannot ask for a TPM's certificates.
 */
#include "tools/ca/serve/request_check.h"

#include <string.h>

#include "lib/svsm/attest_message.h"
#include "tools/evidence/directory.h"
#include "tools/evidence/report.h"
#include "tools/evidence/report_data.h"
#include "tools/evidence/verify.h"

static bool verify(const struct ca_policy *policy, const struct wire_request *request,
                   const struct amd_certificates *certificates, struct snp_report *report,
                   struct steps *steps)
{
        static const struct attest_peer_prefix prefix = { ATTEST_PEER_LABEL, "vtpm" };
        struct evidence evidence = { request->report.data, request->report.size, certificates };

        return report_verify(&evidence, &policy->rules, steps, report) &&
               report_verify_data(report, "request", &prefix, sizeof(prefix), request->bound.data,
                                  request->bound.size, steps);
}

/* The first step that failed: the ones behind it say little. */
static bool fail(const struct steps *steps, char *reason, size_t size)
{
        const struct step *failure = steps_failure(steps);

        snprintf(reason, size, "report: %s: %s", failure ? failure->name : "no step",
                 failure ? failure->detail : "was taken");
        return false;
}

/* The host's; nothing if it has given none, as KVM does by default. */
static bool take_hosts(const struct wire_request *request, struct amd_certificates *out,
                       char *reason, size_t size)
{
        const char *problem;

        *out = (struct amd_certificates){ 0 };
        if (request->host_certificates.size == 0)
                return true;
        problem = certificates_from_table(request->host_certificates.data,
                                          request->host_certificates.size, out);
        if (!problem)
                return true;
        snprintf(reason, size, "report: the host's certificates: %s", problem);
        return false;
}

/*
 * What the host has not given, from the operator's directory. The report is read here to know which; what is wrong with the
 * report itself is for its verification to say.
 */
static bool take_operators(const char *directory, const struct wire_request *request,
                           struct amd_certificates *out, char *reason, size_t size)
{
        struct certificate_place wanted;
        struct snp_report report;
        const char *problem;
        bool there;

        if (report_read(request->report.data, request->report.size, &report))
                return true;
        there = report_signing_key(&report) == SNP_SIGNING_KEY_VLEK ? out->vlek : out->vcek;
        if (there && (out->intermediate || !directory))
                return true;
        if (!directory) {
                snprintf(
                        reason, size,
                        "report: certificates: the host gives none, and there is no directory of them");
                return false;
        }
        problem = certificates_from_directory(directory, &report, out, &wanted);
        if (!problem)
                return true;
        snprintf(reason, size, "report: %s: %s", wanted.name ? wanted.name : "certificates",
                 problem);
        if (wanted.name == wanted.leaf)
                fprintf(stderr, "cashew ca: %s is %s\n", wanted.leaf, wanted.url);
        return false;
}

static bool check_report(const struct session_ca *ca, const struct wire_request *request,
                         struct attested *out, char *reason, size_t size)
{
        struct amd_certificates certificates;
        struct steps steps = { 0 };
        struct snp_report report;
        bool good;

        if (!take_hosts(request, &certificates, reason, size) ||
            !take_operators(ca->certificates, request, &certificates, reason, size)) {
                certificates_free(&certificates);
                return false;
        }
        good = verify(ca->policy, request, &certificates, &report, &steps);
        certificates_free(&certificates);
        if (!good)
                return fail(&steps, reason, size);
        steps_hex(report.measurement, sizeof(report.measurement), out->measurement);
        steps_hex(report.chip_id, sizeof(report.chip_id), out->chip_id);
        return true;
}

bool request_check_report(const struct session_ca *ca, const struct wire_request *request,
                          struct attested *out, char *reason, size_t size)
{
        *out = (struct attested){ 0 };
        if (request->report.size != 0)
                return check_report(ca, request, out, reason, size);
        if (ca->policy->unattested)
                return true;
        snprintf(reason, size, "there is no attestation report");
        return false;
}

/*
 * The profile says where a certificate lies, what it is for and which template its key has; the
 * unique field of a made key is new.
 */
static const char *key_problem(const struct profile *profile, uint32_t number,
                               const struct wire_key *key)
{
        const struct profile_certificate *record = &profile->certificates[number];

        if (key->nv_index != profile->nv[record->nv].index)
                return "its NV index is another";
        if (key->purpose != record->purpose)
                return "its purpose is another";
        if (!profile_key_matches(&profile->keys[record->key], key->public.data, key->public.size))
                return "it is not made from the template";
        return NULL;
}

/*
 * Which profile it is was decided by its digest; the name is compared so that a log which has only
 * the name is not wrong.
 */
bool request_check_profile(const struct profile *profile, const struct wire_request *request,
                           char *reason, size_t size)
{
        int length = (int)profile->name.size;
        const char *name = (const char *)profile->name.data;

        if (request->profile_name.size != profile->name.size ||
            memcmp(request->profile_name.data, name, profile->name.size) != 0) {
                snprintf(reason, size, "the profile with that digest is called %.*s", length, name);
                return false;
        }
        if (request->key_count != profile->certificate_count) {
                snprintf(reason, size, "%u keys: profile %.*s makes %u with certificates",
                         (unsigned int)request->key_count, length, name,
                         (unsigned int)profile->certificate_count);
                return false;
        }
        for (uint32_t i = 0; i < request->key_count; i++) {
                const char *problem = key_problem(profile, i, &request->keys[i]);

                if (problem) {
                        snprintf(reason, size, "key %u is not as profile %.*s makes it: %s",
                                 (unsigned int)i + 1, length, name, problem);
                        return false;
                }
        }
        return true;
}
