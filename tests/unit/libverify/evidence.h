/*
 * tests/unit/libverify/evidence.h - evidence that verifies, as tests/unit/verify/write_evidence.c and write_tpm_evidence.c have
 * written it, for programs that know cashew/verify.h alone. C and C++.
 */
#ifndef TESTS_UNIT_LIBVERIFY_EVIDENCE_H
#define TESTS_UNIT_LIBVERIFY_EVIDENCE_H

#include <cashew/verify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file, read once; exits if it is not there. */
static inline struct cashew_verify_bytes load(const char *directory, const char *name)
{
        struct cashew_verify_bytes bytes = { NULL, 0 };
        char path[4096];
        char *data = (char *)malloc(1 << 20);
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", directory, name);
        file = fopen(path, "rb");
        if (!data || !file) {
                fprintf(stderr, "%s: cannot be read\n", path);
                exit(2);
        }
        bytes.size = fread(data, 1, 1 << 20, file);
        bytes.data = data;
        fclose(file);
        return bytes;
}

static inline struct cashew_verify_bytes text(const char *characters)
{
        struct cashew_verify_bytes bytes = { characters, strlen(characters) };

        return bytes;
}

/* All that a call is given and gives, in one place. */
struct call {
        struct cashew_verify_evidence evidence;
        struct cashew_verify_policy policy;
        struct cashew_verify_verdict verdict;
        struct cashew_verify_bytes certificates;
        struct cashew_verify_bytes root;
        struct cashew_verify_measurement measurement;
};

/* A chip's report that the policy is content with; @call must not move. REPORT_DATA of these is zeros. */
static inline void call_begin(struct call *call, const struct cashew_verify_bytes *report,
                              const struct cashew_verify_bytes *certificates,
                              const struct cashew_verify_bytes *root)
{
        memset(call, 0, sizeof(*call));
        call->evidence = cashew_verify_evidence_init();
        call->policy = cashew_verify_policy_init();
        call->verdict = cashew_verify_verdict_init();
        call->certificates = *certificates;
        call->root = *root;
        memset(call->measurement.digest, 0x3e, sizeof(call->measurement.digest));
        strcpy(call->measurement.label, "linux.igvm");
        call->evidence.report = *report;
        call->evidence.certificates = &call->certificates;
        call->evidence.certificate_count = 1;
        call->policy.roots = &call->root;
        call->policy.root_count = 1;
        call->policy.measurements = &call->measurement;
        call->policy.measurement_count = 1;
        call->policy.report_data.data = "\0";
        call->policy.report_data.size = 1;
}

static inline int call_verify(struct call *call)
{
        return cashew_verify(&call->evidence, &call->policy, &call->verdict);
}

#endif
