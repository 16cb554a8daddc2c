/* tests/unit/rats/test_vector.c - from steps to a vector of claims and a tier: for each attester, and of each of what decides. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tools/attest/ear/vector.h"
#include "tools/attest/explain.h"

struct made {
        struct steps steps;
        struct ear_facts facts;
        struct ear_appraisal out[EAR_ATTESTERS];
};

static void add(struct made *made, const char *name, bool passed)
{
        steps_add(&made->steps, name, passed, "x");
}

/* A machine that nothing is wrong with. */
static struct made good_machine(void)
{
        struct made made = { .facts = { .has_report = true, .fresh = true } };

        add(&made, "report", true);
        add(&made, "signing key", true);
        add(&made, "certificates", true);
        add(&made, "signature", true);
        add(&made, "guest policy", true);
        add(&made, "measurement", true);
        add(&made, "nonce and manifest", true);
        return made;
}

static void expect(struct made *made, enum ear_tier machine, enum ear_tier tpm)
{
        ear_appraise(&made->steps, &made->facts, made->out);
        assert_int_equal(made->out[EAR_MACHINE].status, machine);
        assert_int_equal(made->out[EAR_TPM].status, tpm);
}

static void a_tpm_is_as_good_as_its_machine(void **state)
{
        struct made made = good_machine();

        (void)state;
        add(&made, "manifest", true);
        add(&made, "profile", true);
        expect(&made, EAR_AFFIRMING, EAR_AFFIRMING);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_CONFIGURATION], 2);
        made.facts.fresh = false;
        expect(&made, EAR_WARNING, EAR_WARNING);
        made.facts.fresh = true;
        made.facts.visible = true;
        expect(&made, EAR_WARNING, EAR_WARNING);
        assert_int_equal(made.out[EAR_MACHINE].vector[EAR_RUNTIME], 32);
}

static void what_booted_must_be_expected_if_it_was_looked_at(void **state)
{
        struct made made = good_machine();

        (void)state;
        made.facts.boot_looked_at = true;
        add(&made, "quote", true);
        add(&made, "quote's key", true);
        add(&made, "PCRs", true);
        expect(&made, EAR_AFFIRMING, EAR_WARNING);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_EXECUTABLES], 0);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_HARDWARE], 2);
        made.facts.pcrs_expected = true;
        expect(&made, EAR_AFFIRMING, EAR_AFFIRMING);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_EXECUTABLES], 3);
        add(&made, "replay", false);
        expect(&made, EAR_CONTRAINDICATED, EAR_CONTRAINDICATED);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_EXECUTABLES], 33);
        assert_int_equal(made.out[EAR_MACHINE].vector[EAR_EXECUTABLES], 3);
}

/* A key that came with the evidence speaks for nobody. */
static void a_tpm_alone_hangs_on_a_key_that_was_given(void **state)
{
        struct made made = {
                .facts = { .fresh = true, .boot_looked_at = true, .pcrs_expected = true }
        };

        (void)state;
        add(&made, "quote", true);
        add(&made, "quote's key", true);
        add(&made, "PCRs", true);
        expect(&made, EAR_WARNING, EAR_WARNING);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_EXECUTABLES], 0);
        assert_false(made.out[EAR_MACHINE].present);
        made.facts.key_given = true;
        expect(&made, EAR_WARNING, EAR_AFFIRMING);
        add(&made, "quote", false);
        expect(&made, EAR_CONTRAINDICATED, EAR_CONTRAINDICATED);
        assert_int_equal(made.out[EAR_TPM].vector[EAR_EXECUTABLES], 99);
}

/* Whatever else is right: without a chip's signature it is anybody's word. */
static void nothing_affirms_without_a_chip(void **state)
{
        static const char *const needed[] = { "report", "signing key", "certificates",
                                              "signature" };

        (void)state;
        for (size_t i = 0; i < 4; i++) {
                struct made made = good_machine();

                add(&made, "profile", true);
                made.steps.list[i].verdict = STEP_SKIPPED;
                expect(&made, EAR_WARNING, EAR_WARNING);
                for (unsigned int k = 0; k < EAR_CLAIMS; k++) {
                        assert_int_equal(made.out[EAR_MACHINE].vector[k], 0);
                        assert_int_equal(made.out[EAR_TPM].vector[k], 0);
                }
                assert_string_equal(made.steps.list[i].name, needed[i]);
        }
}

/* One failure of any step there is: no attester is better than contraindicated, and no claim of the step's is affirming. */
static void any_failure_contraindicates(void **state)
{
        (void)state;
        for (size_t i = 0; i < explained_step_count; i++) {
                struct made made = good_machine();

                add(&made, "profile", true);
                add(&made, explained_steps[i].name, false);
                expect(&made, EAR_CONTRAINDICATED, EAR_CONTRAINDICATED);
        }
}

static void no_steps_affirm_nothing(void **state)
{
        struct made made = { .facts = { .has_report = true, .fresh = true } };

        (void)state;
        expect(&made, EAR_CONTRAINDICATED, EAR_CONTRAINDICATED);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_tpm_is_as_good_as_its_machine),
                cmocka_unit_test(what_booted_must_be_expected_if_it_was_looked_at),
                cmocka_unit_test(a_tpm_alone_hangs_on_a_key_that_was_given),
                cmocka_unit_test(nothing_affirms_without_a_chip),
                cmocka_unit_test(any_failure_contraindicates),
                cmocka_unit_test(no_steps_affirm_nothing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
