/* tests/unit/ca/test_request.c - attested requests that are granted, and each thing that is refused. */
#include "tests/unit/ca/machine.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "lib/svsm/attest_message.h"

#define TRUSTING                                                                     \
        "trusted-arks: [ark.pem]\n"                                                  \
        "measurements: [{digest: \"3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e" \
        "3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e\"}]\n"

static void an_attested_request_is_granted(void **state)
{
        struct machine *machine = *state;
        int before = machine_issued(machine);
        struct answer answer = machine_ask(machine);
        X509 *certificate;

        assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
        assert_int_equal(answer.reply.certificate_count, 2);
        assert_int_equal(answer.reply.chain_count, 2);
        certificate = machine_certificate(&answer, 0);
        assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(certificate), machine->rsa), 1);
        assert_int_equal(X509_verify(certificate, X509_get0_pubkey(machine->issuer.certificate)),
                         1);
        X509_free(certificate);
        answer_free(&answer);
        assert_int_equal(machine_issued(machine), before + 2);
}

static void check_record(void *context, const struct recorded *found)
{
        const struct machine *machine = context;
        char expected[2 * SNP_CHIP_ID_SIZE + 1];

        assert_string_equal(found->record.profile, "tcg-low");
        assert_string_equal(found->record.measurement, steps_hex(machine->chip->report.measurement,
                                                                 MEASUREMENT_SIZE, expected));
        assert_string_equal(found->record.chip_id,
                            steps_hex(machine->chip->report.chip_id, SNP_CHIP_ID_SIZE, expected));
        assert_null(found->revoked_at);
}

/* The first test of all, so that no others' records are there. */
static void who_asked_is_recorded(void **state)
{
        struct machine *machine = *state;
        struct answer answer = machine_ask(machine);

        answer_free(&answer);
        assert_int_equal(records_list(machine->ca.records, NULL, check_record, machine), 2);
}

static void without_a_report_it_is_refused(void **state)
{
        struct machine *machine = *state;

        machine->request.report.size = 0;
        assert_string_equal(machine_refused(machine), "there is no attestation report");
}

static void without_a_report_it_is_granted_if_that_is_allowed(void **state)
{
        struct machine *machine = *state;
        struct answer answer;

        machine_set_policy(machine, "unattested: allow\nprofiles: [tcg-low]\n");
        machine->request.report.size = machine->request.host_certificates.size = 0;
        answer = machine_ask(machine);
        assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
        assert_string_equal(answer.attested.measurement, "");
        answer_free(&answer);
}

/* A report that is there must be right, allowed or not. */
static void a_wrong_report_is_refused_even_then(void **state)
{
        struct machine *machine = *state;

        machine_set_policy(machine, "unattested: allow\nprofiles: [tcg-low]\n");
        assert_non_null(strstr(machine_refused(machine), "report: certificates: "));
}

static void another_chips_root_is_refused(void **state)
{
        struct machine *machine = *state;

        machine_set_policy(machine, "profiles: [tcg-low]\n");
        assert_non_null(strstr(machine_refused(machine), "report: certificates: "));
}

static void an_unknown_measurement_is_refused(void **state)
{
        struct machine *machine = *state;

        machine->chip->report.measurement[0] ^= 1;
        machine_attest(machine);
        assert_non_null(strstr(machine_refused(machine), "report: measurement: 3f3e"));
}

static void a_guest_of_the_machine_is_refused(void **state)
{
        struct machine *machine = *state;

        machine->chip->report.vmpl = 2;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine),
                            "report: VMPL: asked for by VMPL 2; expected 0");
}

static void what_the_policy_demands_besides_is_demanded(void **state)
{
        struct machine *machine = *state;

        machine_set_policy(machine, TRUSTING "profiles: [tcg-low]\n"
                                             "demand: {single-socket: true}\n");
        assert_string_equal(machine_refused(machine),
                            "report: single socket: the guest may run on several sockets");
        machine->chip->report.policy |= SNP_POLICY_SINGLE_SOCKET;
        machine_attest(machine);
        {
                struct answer answer = machine_ask(machine);

                assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
                answer_free(&answer);
        }
}

static void a_table_that_is_none_is_refused(void **state)
{
        struct machine *machine = *state;

        machine->request.host_certificates.size = 20;
        assert_string_equal(machine_refused(machine),
                            "report: the host's certificates: the end of its entries is missing");
}

/* As KVM does by default: then it takes an operator to have them. */
static void without_any_certificates_it_is_refused(void **state)
{
        struct machine *machine = *state;

        machine->request.host_certificates.size = 0;
        assert_string_equal(
                machine_refused(machine),
                "report: certificates: the host gives none, and there is no directory of them");
}

static void keep(const struct machine *machine, const char *name, X509 *certificate)
{
        char path[512];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", machine->directory, name);
        file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(PEM_write_X509(file, certificate), 1);
        fclose(file);
}

/* The operator's directory is the machine's own, in which Milan/CHIP has the certificate of one TCB. */
static void an_operators_certificates_are_as_good_as_the_hosts(void **state)
{
        struct machine *machine = *state;
        struct chip_certificates *made = &machine->chip->made;
        struct answer answer;
        char name[224];
        char chip[2 * SNP_CHIP_ID_SIZE + 1];

        steps_hex(machine->chip->report.chip_id, SNP_CHIP_ID_SIZE, chip);
        machine->request.host_certificates.size = 0;
        machine->ca.certificates = machine->directory;
        snprintf(name, sizeof(name), "report: Milan/%s/3-0-8-200.der: it is not there", chip);
        assert_string_equal(machine_refused(machine), name);

        snprintf(name, sizeof(name), "%s/Milan", machine->directory);
        assert_int_equal(mkdir(name, 0700), 0);
        keep(machine, "Milan/cert_chain.pem", made->ask);
        snprintf(name, sizeof(name), "%s/Milan/%s", machine->directory, chip);
        assert_int_equal(mkdir(name, 0700), 0);
        snprintf(name, sizeof(name), "Milan/%s/3-0-8-200.der", chip);
        keep(machine, name, made->vcek);
        answer = machine_ask(machine);
        assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
        assert_string_equal(answer.attested.chip_id, chip);
        answer_free(&answer);

        /* Another TCB has another certificate, and this one's under its name is found out. */
        snprintf(name, sizeof(name), "Milan/%s/2-0-8-200.der", chip);
        keep(machine, name, made->vcek);
        machine->chip->report.reported_tcb -= 1;
        machine_attest(machine);
        machine->request.host_certificates.size = 0;
        assert_non_null(strstr(machine_refused(machine), "report: TCB: "));
        machine->ca.certificates = NULL;
}

/* Everything that is bound: changing it after the report was made is found out. */
static void what_is_bound_cannot_change(void **state)
{
        struct machine *machine = *state;
        uint32_t *const numbers[] = {
                &machine->request.tpm.family,       &machine->request.tpm.level,
                &machine->request.tpm.revision,     &machine->request.tpm.manufacturer,
                &machine->request.keys[0].nv_index,
        };

        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
                *numbers[i] ^= 1;
                assert_string_equal(machine_refused(machine),
                                    "report: request: the report is for something else");
                *numbers[i] ^= 1;
        }
        machine->request.challenge[0] ^= 1;
        assert_non_null(strstr(machine_refused(machine), "report: request: "));
        machine->request.challenge[0] ^= 1;
        machine->publics[0][100] ^= 1;
        assert_non_null(strstr(machine_refused(machine), "report: request: "));
        machine->publics[0][100] ^= 1;
        machine->request.key_count--;
        assert_non_null(strstr(machine_refused(machine), "report: request: "));
}

/* The report of a good machine at VMPL0, over these very bytes, but not as vtpmd has it made. */
static void assert_not_a_request(struct machine *machine, const char *label, const char *name)
{
        struct attest_peer_prefix prefix = { 0 };
        uint8_t hashed[WIRE_PAYLOAD_MAX];
        struct bytes_writer out = bytes_writer(hashed, sizeof(hashed));

        memcpy(prefix.label, label, strlen(label));
        strcpy(prefix.name, name);
        if (*label)
                bytes_write(&out, &prefix, sizeof(prefix));
        wire_write_request_bound(&out, &machine->request);
        EVP_Digest(hashed, out.size, machine->chip->report.report_data, NULL, EVP_sha512(), NULL);
        fixture_sign(machine->chip, machine->chip->keys.vcek);
        assert_string_equal(machine_refused(machine),
                            "report: request: the report is for something else");
}

static void evidence_for_something_else_is_no_request(void **state)
{
        struct machine *machine = *state;

        assert_not_a_request(machine, "", "");
        assert_not_a_request(machine, ATTEST_PEER_LABEL, "asks");
        assert_not_a_request(machine, ATTEST_PEER_LABEL, "vtpm2");
        assert_not_a_request(machine, "cashew-peers", "vtpm");
}

static void an_unknown_profile_is_refused(void **state)
{
        struct machine *machine = *state;

        machine_set_profile(machine, "tcg-high");
        assert_string_equal(machine_refused(machine),
                            "profile tcg-high with that digest is not known here");
        machine_set_profile(machine, "tcg-low");
        machine->request.profile_name = (struct wire_blob){ (const uint8_t *)"tcg-lov", 7 };
        machine_attest(machine);
        assert_string_equal(machine_refused(machine),
                            "the profile with that digest is called tcg-low");
}

static void other_keys_than_the_profiles_are_refused(void **state)
{
        struct machine *machine = *state;
        struct wire_key first = machine->request.keys[0];

        machine->request.key_count = 1;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine),
                            "1 keys: profile tcg-low makes 2 with certificates");
        machine->request.key_count = 2;
        machine->request.keys[0] = machine->request.keys[1];
        machine->request.keys[1] = first;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine), "key 1 is not as profile tcg-low makes it: "
                                                      "its NV index is another");
}

static void keys_that_are_not_from_the_template_are_refused(void **state)
{
        struct machine *machine = *state;

        machine->publics[0][7] ^= 0x40; /* userWithAuth */
        machine_attest(machine);
        assert_string_equal(machine_refused(machine), "key 1 is not as profile tcg-low makes it: "
                                                      "it is not made from the template");
        machine->publics[0][7] ^= 0x40;
        machine->request.keys[1].purpose = WIRE_PURPOSE_ATTESTATION;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine), "key 2 is not as profile tcg-low makes it: "
                                                      "its purpose is another");
}

static void a_template_is_no_key(void **state)
{
        struct machine *machine = *state;

        memset(machine->publics[0] + machine->request.keys[0].public.size - 256, 0, 256);
        machine_attest(machine);
        assert_string_equal(machine_refused(machine), "key 1 is not as profile tcg-low makes it: "
                                                      "it is not made from the template");
}

static void facts_of_no_tpm_are_refused(void **state)
{
        struct machine *machine = *state;

        machine->request.tpm.family = 0x312e3200;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine), "the TPM is not of family 2.0");
        machine_set_profile(machine, "tcg-low");
        machine->request.tpm.revision = 5;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine),
                            "the TPM follows no specification that is known");
        machine_set_profile(machine, "tcg-low");
        machine->request.tpm.manufacturer = 0x49000044;
        machine_attest(machine);
        assert_string_equal(machine_refused(machine), "the TPM's manufacturer is no name");
}

static void a_policy_that_cannot_be_read_refuses(void **state)
{
        struct machine *machine = *state;
        struct answer answer;

        machine->ca.policy = NULL;
        answer = machine_ask(machine);
        assert_int_equal(answer.reply.status, WIRE_STATUS_FAILED);
        assert_int_equal(answer.reply.certificate_count, 0);
        answer_free(&answer);
}

/* What every attestation key's certificate has, and that a strict verifier takes it. */
static void check_attestation(const struct machine *machine, X509 *certificate)
{
        static const unsigned char eku[] = "\x30\x07\x06\x05\x67\x81\x05\x08\x03";
        int at = X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);
        const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *context = X509_STORE_CTX_new();
        STACK_OF(X509) *between = sk_X509_new_null();

        assert_int_equal(ASN1_STRING_length(value), sizeof(eku) - 1);
        assert_memory_equal(ASN1_STRING_get0_data(value), eku, sizeof(eku) - 1);
        assert_int_equal(X509_get_key_usage(certificate), KU_DIGITAL_SIGNATURE);
        assert_int_equal(X509_check_ca(certificate), 0);
        sk_X509_push(between, machine->issuer.certificate);
        X509_STORE_add_cert(store, machine->issuer.root);
        X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT);
        assert_int_equal(X509_STORE_CTX_init(context, store, certificate, between), 1);
        assert_int_equal(X509_verify_cert(context), 1);
        X509_STORE_CTX_free(context);
        X509_STORE_free(store);
        sk_X509_free(between);
}

static const char google_policy[] = TRUSTING
        "profiles: [google]\n"
        "issuer-url: http://ca.example/issuer.der\n"
        "crl-url: http://ca.example/ca.crl\n"
        "gce: {zone: us-central1-a, project-number: 123456789012, project-id: example-project,\n"
        "      instance-id: 5000000000000000001, instance-name: vm-1, security-version: 0,\n"
        "      production: true}\n";

static const unsigned char google_extension[] =
        "\x30\x59"
        "\x0c\x0dus-central1-a"
        "\x02\x05\x1c\xbe\x99\x1a\x14"
        "\x0c\x0f"
        "example-project"
        "\x02\x08\x45\x63\x91\x82\x44\xf4\x00\x01"
        "\x0c\x04vm-1"
        "\xa0\x20\x30\x1e\xa0\x03\x02\x01\x00\xa1\x03\x01\x01\xff\xa2\x03\x01\x01\x00"
        "\xa3\x03\x01\x01\x00\xa4\x03\x01\x01\x00\xa5\x03\x01\x01\x00";

static void google_names_the_instance(void **state)
{
        struct machine *machine = *state;
        ASN1_OBJECT *object = OBJ_txt2obj("1.3.6.1.4.1.11129.2.1.21", 1);
        const ASN1_OCTET_STRING *extension;
        struct answer answer;
        X509 *certificate;
        char *subject;

        machine_set_policy(machine, google_policy);
        machine_set_profile(machine, "google");
        answer = machine_ask(machine);
        assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
        assert_int_equal(answer.reply.certificates[0].nv_index, 0x01c10000);
        certificate = machine_certificate(&answer, 0);
        subject = X509_NAME_oneline(X509_get_subject_name(certificate), NULL, 0);
        assert_string_equal(subject, "/L=us-central1-a/O=Google Compute Engine/OU=example-project"
                                     "/CN=5000000000000000001");
        extension = X509_EXTENSION_get_data(
                X509_get_ext(certificate, X509_get_ext_by_OBJ(certificate, object, -1)));
        assert_int_equal(ASN1_STRING_length(extension), sizeof(google_extension) - 1);
        assert_memory_equal(ASN1_STRING_get0_data(extension), google_extension,
                            sizeof(google_extension) - 1);
        check_attestation(machine, certificate);
        assert_true(X509_get_ext_by_NID(certificate, NID_info_access, -1) >= 0);
        assert_true(X509_get_ext_by_NID(certificate, NID_crl_distribution_points, -1) >= 0);
        OPENSSL_free(subject);
        X509_free(certificate);
        answer_free(&answer);
        ASN1_OBJECT_free(object);
}

static void google_without_an_instance_is_refused(void **state)
{
        struct machine *machine = *state;

        machine_set_policy(machine, TRUSTING "profiles: [google]\n");
        machine_set_profile(machine, "google");
        assert_string_equal(machine_refused(machine), "the policy says nothing of a GCE instance");
}

static void an_attestation_key_gets_its_own_kind(void **state)
{
        struct machine *machine = *state;
        struct answer answer;
        X509 *certificate;

        machine_set_policy(machine, TRUSTING "profiles: [azure]\n");
        machine_set_profile(machine, "azure");
        answer = machine_ask(machine);
        assert_int_equal(answer.reply.status, WIRE_STATUS_OK);
        certificate = machine_certificate(&answer, 0);
        check_attestation(machine, certificate);
        assert_int_equal(X509_NAME_entry_count(X509_get_subject_name(certificate)), 0);
        assert_true(X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0);
        X509_free(certificate);
        answer_free(&answer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(who_asked_is_recorded, machine_reset),
                cmocka_unit_test_setup(an_attested_request_is_granted, machine_reset),
                cmocka_unit_test_setup(without_a_report_it_is_refused, machine_reset),
                cmocka_unit_test_setup(without_a_report_it_is_granted_if_that_is_allowed,
                                       machine_reset),
                cmocka_unit_test_setup(a_wrong_report_is_refused_even_then, machine_reset),
                cmocka_unit_test_setup(another_chips_root_is_refused, machine_reset),
                cmocka_unit_test_setup(an_unknown_measurement_is_refused, machine_reset),
                cmocka_unit_test_setup(a_guest_of_the_machine_is_refused, machine_reset),
                cmocka_unit_test_setup(what_the_policy_demands_besides_is_demanded, machine_reset),
                cmocka_unit_test_setup(a_table_that_is_none_is_refused, machine_reset),
                cmocka_unit_test_setup(without_any_certificates_it_is_refused, machine_reset),
                cmocka_unit_test_setup(an_operators_certificates_are_as_good_as_the_hosts,
                                       machine_reset),
                cmocka_unit_test_setup(what_is_bound_cannot_change, machine_reset),
                cmocka_unit_test_setup(evidence_for_something_else_is_no_request, machine_reset),
                cmocka_unit_test_setup(an_unknown_profile_is_refused, machine_reset),
                cmocka_unit_test_setup(other_keys_than_the_profiles_are_refused, machine_reset),
                cmocka_unit_test_setup(keys_that_are_not_from_the_template_are_refused,
                                       machine_reset),
                cmocka_unit_test_setup(a_template_is_no_key, machine_reset),
                cmocka_unit_test_setup(facts_of_no_tpm_are_refused, machine_reset),
                cmocka_unit_test_setup(a_policy_that_cannot_be_read_refuses, machine_reset),
                cmocka_unit_test_setup(google_names_the_instance, machine_reset),
                cmocka_unit_test_setup(google_without_an_instance_is_refused, machine_reset),
                cmocka_unit_test_setup(an_attestation_key_gets_its_own_kind, machine_reset),
        };

        return cmocka_run_group_tests(tests, machine_make, machine_free);
}
