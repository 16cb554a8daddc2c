/*
 * tests/unit/ca/machine.h - a machine that asks a CA for certificates as vtpmd does: keys made from a
 * profile's templates, facts of a TPM, and a report over the request.
 */
#ifndef TESTS_UNIT_CA_MACHINE_H
#define TESTS_UNIT_CA_MACHINE_H

#include "lib/wire/frame.h"
#include "lib/wire/tpm_public.h"
#include "tests/unit/verify/fixture.h"
#include "tools/ca/serve/answer.h"
#include "tools/ca/authority/records.h"

struct machine {
        struct fixture *chip;
        char directory[64];
        struct issuer issuer;
        struct session_ca ca;
        struct ca_policy *policy;
        struct profile_file profile;
        EVP_PKEY *rsa; /* behind every RSA key of the profile */
        EVP_PKEY *p256;
        uint8_t publics[WIRE_KEYS_MAX][TPM_PUBLIC_MAX];
        struct wire_request request;
        uint8_t bound[WIRE_PAYLOAD_MAX];
};

/* For cmocka: a CA in a directory of its own, a chip that it trusts; *@state is the machine. */
int machine_make(void **state);
int machine_free(void **state);

/*
 * Before each test: a request for profile tcg-low that the CA grants, and a policy that trusts the chip
 * and its measurement.
 */
int machine_reset(void **state);

/* Another policy. It may name the chip's root as ark.pem. */
void machine_set_policy(struct machine *machine, const char *text);

/* A request for another profile, with keys made from its templates. */
void machine_set_profile(struct machine *machine, const char *name);

/* Binds the request as it is to a report, and puts that into it. */
void machine_attest(struct machine *machine);

/* The CA's answer to the request as it is; the caller frees it. */
struct answer machine_ask(struct machine *machine);

/* The CA must refuse, and record nothing; the reason. */
const char *machine_refused(struct machine *machine);

/* How many certificates the CA has recorded. */
int machine_issued(const struct machine *machine);

/* The certificate number @number of the answer; the caller frees it. */
X509 *machine_certificate(const struct answer *answer, uint32_t number);

#endif
