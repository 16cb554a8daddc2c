/* tests/unit/verify/fixture.c - see fixture.h. */
#include "tests/unit/verify/fixture.h"

#include <openssl/ecdsa.h>

int fixture_make(void **state)
{
        static struct fixture fixture;

        fixture.keys = (struct chip_keys){
                .ark = EVP_RSA_gen(2048),
                .ask = EVP_RSA_gen(2048),
                .vcek = EVP_EC_gen("P-384"),
        };
        *state = &fixture;
        return fixture.keys.ark && fixture.keys.ask && fixture.keys.vcek ? 0 : -1;
}

static void forget_certificates(struct fixture *fixture)
{
        X509_STORE_free(fixture->rules.roots);
        fixture->rules.roots = NULL;
        chip_certificates_free(&fixture->made);
}

int fixture_free(void **state)
{
        struct fixture *fixture = *state;

        forget_certificates(fixture);
        chip_keys_free(&fixture->keys);
        return 0;
}

static void make_chip(struct fixture *fixture, enum snp_product product, uint32_t report_version)
{
        bool fmc = snp_product_facts(product)->has_fmc;
        const struct snp_tcb current = { fmc ? 2 : 0, 4, 1, 9, 219 };
        const struct snp_tcb reported = { fmc ? 1 : 0, 3, 0, 8, 200 };
        struct snp_chip *chip = &fixture->chip;

        *chip = (struct snp_chip){
                .product = product,
                .report_version = report_version,
                .current_tcb = snp_tcb_encode(product, &current),
                .reported_tcb = snp_tcb_encode(product, &reported),
                .committed_tcb = snp_tcb_encode(product, &current),
                .launch_tcb = snp_tcb_encode(product, &reported),
        };
        memset(chip->chip_id, 0xc1, snp_product_facts(product)->chip_id_size);
        memset(chip->key_root, 0x77, sizeof(chip->key_root));
        forget_certificates(fixture);
        assert_int_equal(chip_certify(chip, &fixture->keys, &fixture->made), 0);
        assert_int_equal(chip_complete(chip, &fixture->keys, &fixture->made), 0);
}

static void make_report(struct fixture *fixture)
{
        const struct snp_chip *chip = &fixture->chip;
        const struct snp_product_facts *facts = snp_product_facts(chip->product);
        struct snp_report *report = &fixture->report;

        *report = (struct snp_report){
                .version = chip->report_version,
                .policy = SNP_POLICY_ONE | SNP_POLICY_SMT,
                .signature_algorithm = SNP_REPORT_SIGNATURE_ECDSA,
                .current_tcb = chip->current_tcb,
                .reported_tcb = chip->reported_tcb,
                .committed_tcb = chip->committed_tcb,
                .launch_tcb = chip->launch_tcb,
        };
        if (report->version >= 3) {
                report->cpuid_family = facts->cpuid_family;
                report->cpuid_model = facts->cpuid_model;
                report->cpuid_stepping = facts->cpuid_stepping;
        }
        memset(report->measurement, 0x3e, sizeof(report->measurement));
        memset(report->report_id_ma, 0xff, sizeof(report->report_id_ma));
        memcpy(report->chip_id, chip->chip_id, sizeof(report->chip_id));
        fixture_sign(fixture, fixture->keys.vcek);
}

void fixture_change_chip(struct fixture *fixture, enum snp_product product, uint32_t report_version)
{
        make_chip(fixture, product, report_version);
        fixture->certificates = (struct amd_certificates){
                .intermediate = fixture->made.ask,
                .vcek = fixture->made.vcek,
        };
        make_report(fixture);
        memset(&fixture->measurement, 0, sizeof(fixture->measurement));
        memset(fixture->measurement.digest, 0x3e, MEASUREMENT_SIZE);
        fixture->rules = (struct report_rules){
                .roots = X509_STORE_new(),
                .measurements = &fixture->measurement,
                .measurement_count = 1,
        };
        assert_int_equal(X509_STORE_add_cert(fixture->rules.roots, fixture->made.ark), 1);
}

int fixture_reset(void **state)
{
        fixture_change_chip(*state, SNP_PRODUCT_MILAN, 3);
        return 0;
}

void fixture_sign(struct fixture *fixture, EVP_PKEY *key)
{
        struct snp_report *report = &fixture->report;
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        unsigned char der[160];
        const unsigned char *at = der;
        size_t size = sizeof(der);
        ECDSA_SIG *signature;

        assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key), 1);
        assert_int_equal(EVP_DigestSign(context, der, &size, (const unsigned char *)report,
                                        SNP_REPORT_SIGNED_SIZE),
                         1);
        signature = d2i_ECDSA_SIG(NULL, &at, (long)size);
        assert_non_null(signature);
        memset(report->signature_r, 0, sizeof(report->signature_r));
        memset(report->signature_s, 0, sizeof(report->signature_s));
        assert_true(BN_bn2lebinpad(ECDSA_SIG_get0_r(signature), report->signature_r, 48) == 48);
        assert_true(BN_bn2lebinpad(ECDSA_SIG_get0_s(signature), report->signature_s, 48) == 48);
        ECDSA_SIG_free(signature);
        EVP_MD_CTX_free(context);
}

bool fixture_verify(struct fixture *fixture)
{
        struct snp_report report;
        struct evidence evidence = {
                .report = &fixture->report,
                .report_size = sizeof(fixture->report),
                .certificates = &fixture->certificates,
        };

        fixture->steps = (struct steps){ 0 };
        return report_verify(&evidence, &fixture->rules, &fixture->steps, &report);
}

const char *fixture_fails_at(struct fixture *fixture, const char *name)
{
        const struct step *failure;

        assert_false(fixture_verify(fixture));
        failure = steps_failure(&fixture->steps);
        assert_non_null(failure);
        assert_string_equal(failure->name, name);
        for (const struct step *step = failure + 1;
             step < fixture->steps.list + fixture->steps.count; step++)
                assert_int_not_equal(step->verdict, STEP_FAILED);
        return failure->detail;
}

const struct step *fixture_step(const struct fixture *fixture, const char *name)
{
        for (size_t i = 0; i < fixture->steps.count; i++) {
                if (strcmp(fixture->steps.list[i].name, name) == 0)
                        return &fixture->steps.list[i];
        }
        fail_msg("there is no step %s", name);
        return NULL;
}

void fixture_leaves_open(struct fixture *fixture, const char *what)
{
        const struct step *step;

        fixture_sign(fixture, fixture->keys.vcek);
        assert_true(fixture_verify(fixture));
        step = fixture_step(fixture, "unknown bits");
        assert_int_equal(step->verdict, STEP_SKIPPED);
        if (strncmp(step->detail, what, strlen(what)) != 0)
                fail_msg("\"%s\" is not \"%s\"", step->detail, what);
        fixture->rules.unknown_refused = true;
        fixture_fails_at(fixture, "unknown bits");
        fixture->rules.unknown_refused = false;
}
