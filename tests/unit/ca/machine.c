/* tests/unit/ca/machine.c - see machine.h. */
#include "tests/unit/ca/machine.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/svsm/attest_message.h"
#include "tools/ca/command.h"
#include "tools/common/command_main.h"

static const struct command *const commands[] = { &ca_init, NULL };
static const struct command ca = { .name = "ca", .commands = commands };

int machine_make(void **state)
{
        static struct machine machine;
        void *chip = NULL;
        char *arguments[] = { (char *)"ca", (char *)"init", (char *)"--dir", machine.directory,
                              NULL };

        snprintf(machine.directory, sizeof(machine.directory), "/tmp/cashew-test-XXXXXX");
        if (!mkdtemp(machine.directory) || command_main(&ca, 4, arguments) ||
            issuer_load(machine.directory, &machine.issuer) || fixture_make(&chip))
                return -1;
        machine.chip = chip;
        machine.rsa = EVP_RSA_gen(2048);
        machine.p256 = EVP_EC_gen("P-256");
        machine.ca = (struct session_ca){
                .issuer = &machine.issuer,
                .records = records_open(machine.directory),
                .quiet = true,
        };
        *state = &machine;
        return machine.ca.records ? 0 : -1;
}

int machine_free(void **state)
{
        struct machine *machine = *state;
        void *chip = machine->chip;
        char command[128];

        policy_free(machine->policy);
        profile_file_free(&machine->profile);
        sqlite3_close(machine->ca.records);
        issuer_free(&machine->issuer);
        EVP_PKEY_free(machine->rsa);
        EVP_PKEY_free(machine->p256);
        snprintf(command, sizeof(command), "rm -r %s", machine->directory);
        return fixture_free(&chip) || system(command) ? -1 : 0;
}

void machine_set_policy(struct machine *machine, const char *text)
{
        char path[96];
        FILE *file;

        snprintf(path, sizeof(path), "%s/ark.pem", machine->directory);
        file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(PEM_write_X509(file, machine->chip->made.ark), 1);
        fclose(file);
        policy_free(machine->policy);
        snprintf(path, sizeof(path), "%s/policy.yaml", machine->directory);
        machine->policy = policy_load_text(path, text, strlen(text), stderr);
        assert_non_null(machine->policy);
        machine->ca.policy = machine->policy;
}

static void write_number(struct bytes_writer *out, EVP_PKEY *key, const char *name, size_t size)
{
        uint8_t bytes[TPM_RSA_BYTES_MAX];
        BIGNUM *number = NULL;

        assert_int_equal(EVP_PKEY_get_bn_param(key, name, &number), 1);
        assert_int_equal(BN_bn2binpad(number, bytes, (int)size), size);
        bytes_write_be16(out, (uint16_t)size);
        bytes_write(out, bytes, size);
        BN_free(number);
}

/* A key as the TPM would have made it. */
static struct wire_blob make_public(struct machine *machine, uint32_t number,
                                    const struct profile_key *key)
{
        struct bytes_writer out = bytes_writer(machine->publics[number], TPM_PUBLIC_MAX);

        bytes_write(&out, key->head.data, key->head.size);
        if (key->head.data[1] == TPM_ALG_RSA) {
                write_number(&out, machine->rsa, OSSL_PKEY_PARAM_RSA_N, 256);
        } else {
                write_number(&out, machine->p256, OSSL_PKEY_PARAM_EC_PUB_X, 32);
                write_number(&out, machine->p256, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
        }
        assert_false(out.failed);
        return (struct wire_blob){ machine->publics[number], out.size };
}

void machine_set_profile(struct machine *machine, const char *name)
{
        const struct profile *profile = &machine->profile.profile;
        struct wire_request *request = &machine->request;

        profile_file_free(&machine->profile);
        assert_int_equal(profile_load(name, stderr, &machine->profile), 0);
        *request = (struct wire_request){
                .tpm = {
                        .family = 0x322e3000,
                        .revision = 183,
                        .manufacturer = 0x49424d00,
                        .firmware_version = { 0x20240125, 0x120000 },
                        .vendor = { (const uint8_t *)"SW   TPM", 8 },
                },
                .profile_name = { profile->name.data, profile->name.size },
                .profile_digest = { machine->profile.digest, PROFILE_DIGEST_SIZE },
                .key_count = profile->certificate_count,
        };
        for (uint32_t i = 0; i < request->key_count; i++) {
                const struct profile_certificate *record = &profile->certificates[i];

                request->keys[i] = (struct wire_key){
                        .purpose = record->purpose,
                        .nv_index = profile->nv[record->nv].index,
                        .public = make_public(machine, i, &profile->keys[record->key]),
                };
        }
        machine_attest(machine);
}

void machine_attest(struct machine *machine)
{
        static const struct attest_peer_prefix prefix = { ATTEST_PEER_LABEL, "vtpm" };
        struct bytes_writer out = bytes_writer(machine->bound, sizeof(machine->bound));
        struct snp_report *report = &machine->chip->report;

        bytes_write(&out, &prefix, sizeof(prefix));
        wire_write_request_bound(&out, &machine->request);
        assert_false(out.failed);
        EVP_Digest(machine->bound, out.size, report->report_data, NULL, EVP_sha512(), NULL);
        fixture_sign(machine->chip, machine->chip->keys.vcek);
        machine->request.report = (struct wire_blob){ (const uint8_t *)report, sizeof(*report) };
        machine->request.host_certificates = (struct wire_blob){
                machine->chip->chip.certificates,
                sizeof(machine->chip->chip.certificates),
        };
}

int machine_reset(void **state)
{
        struct machine *machine = *state;
        void *chip = machine->chip;

        assert_int_equal(fixture_reset(&chip), 0);
        machine_set_policy(machine, "trusted-arks: [ark.pem]\n"
                                    "profiles: [tcg-low]\n"
                                    "measurements:\n"
                                    "  - digest: \"3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e"
                                    "3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e\"\n");
        machine_set_profile(machine, "tcg-low");
        return 0;
}

/* Over the wire's own writer and reader, so that what is bound is what the CA sees. */
struct answer machine_ask(struct machine *machine)
{
        static uint8_t payload[WIRE_PAYLOAD_MAX];
        struct bytes_writer out = bytes_writer(payload, sizeof(payload));
        struct wire_request request;
        struct answer answer;

        wire_write_request(&out, &machine->request);
        assert_false(out.failed);
        assert_int_equal(wire_read_request(payload, out.size, &request), 0);
        answer_make(&machine->ca, &request, true, &answer);
        answer.profile = NULL;
        return answer;
}

const char *machine_refused(struct machine *machine)
{
        static char text[WIRE_TEXT_MAX + 1];
        int before = machine_issued(machine);
        struct answer answer = machine_ask(machine);

        assert_int_equal(answer.reply.status, WIRE_STATUS_REFUSED);
        assert_int_equal(answer.reply.certificate_count, 0);
        assert_int_equal(answer.reply.chain_count, 0);
        snprintf(text, sizeof(text), "%s", answer.text);
        answer_free(&answer);
        assert_int_equal(machine_issued(machine), before);
        return text;
}

static void ignore(void *context, const struct recorded *found)
{
        (void)context;
        (void)found;
}

int machine_issued(const struct machine *machine)
{
        return records_list(machine->ca.records, NULL, ignore, NULL);
}

X509 *machine_certificate(const struct answer *answer, uint32_t number)
{
        const unsigned char *der = answer->reply.certificates[number].der.data;
        X509 *certificate = d2i_X509(NULL, &der, (long)answer->reply.certificates[number].der.size);

        assert_non_null(certificate);
        return certificate;
}
