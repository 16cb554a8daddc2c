/* tests/unit/libverify/cases.h - cases of verdicts.c: what is given, what is expected. C and C++. */
#ifndef TESTS_UNIT_LIBVERIFY_CASES_H
#define TESTS_UNIT_LIBVERIFY_CASES_H

#include "evidence.h"

struct files {
        struct cashew_verify_bytes report, certificates, table, root, clean, revoked;
        struct cashew_verify_bytes provisional, debug, turin, turin_certificates, turin_root;
        struct cashew_verify_bytes services, manifest;
        struct cashew_verify_bytes hcl, chip, chip_root, quote, signature, log, other_log;
        struct cashew_verify_bytes ak, other, ak_certificate, tpm_root;
};

extern struct files files;

/* Remembers the place if it is not as expected; @verdict may be NULL. */
void expect(int good, const char *where, const char *what,
            const struct cashew_verify_verdict *verdict);

/* The verdict is as expected and holds together. @begins is how the reason begins: a step's name, or what was found. */
void expect_verified_at(struct call *call, const char *where);
void expect_refused_at(struct call *call, int expected, const char *begins, const char *where);

#define TEXT_OF(number) #number
#define PLACE(number)   __FILE__ ":" TEXT_OF(number)
#define HERE            PLACE(__LINE__)

#define EXPECT(condition) expect((condition) != 0, HERE, #condition, NULL)

#define VERIFIED(call)               expect_verified_at(call, HERE)
#define FAILS(call, step)            expect_refused_at(call, CASHEW_VERIFY_FAILED, step ": ", HERE)
#define REFUSED(call, error, begins) expect_refused_at(call, CASHEW_VERIFY_##error, begins, HERE)

/* A report that is verified; and an HCL report that vouches for the key of the quote, which covers the log. */
void begin(struct call *call);
void begin_tpm(struct call *call);

/* reports.c */
void a_report_is_verified(void);
void a_report_is_taken_in_every_form(void);
void a_report_may_have_its_certificates_behind_it(void);
void what_is_wrong_with_a_report_fails_its_step(void);
void each_demand_is_looked_at(void);
void an_svsm_is_believed_by_nonce_and_manifest(void);
void a_policys_text_is_taken(void);

/* others.c */
void a_tpms_evidence_is_verified(void);
void bytes_that_are_something_else_are_named(void);
void half_a_list_is_none(void);
void what_does_not_go_together_is_refused(void);
void the_rest_of_the_interface_answers(void);
void structures_have_their_sizes(void);

#endif
