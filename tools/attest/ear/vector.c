/*
 * tools/attest/ear/vector.c - see vector.h. Values are those of draft-ietf-rats-ar4si-08, section 3.1: 2 and 3 affirm, 32 to 95
 * warn, 96 to 127 contraindicate, and 99 of any claim means that the evidence's cryptography has failed.
 */
#include "tools/attest/ear/vector.h"

#include <stddef.h>
#include <string.h>

#define CRYPTOGRAPHY_FAILED  99
#define HARDWARE_GENUINE     2
#define HARDWARE_UNSAFE      32
#define HARDWARE_BAD         96
#define HARDWARE_UNKNOWN     97
#define INSTANCE_KNOWN       2
#define INSTANCE_UNKNOWN     97
#define CONFIGURATION_GOOD   2
#define CONFIGURATION_BAD    96
#define BOOT_APPROVED        3
#define RUNTIME_UNSAFE       32
#define RUNTIME_UNRECOGNIZED 33
#define RUNTIME_BAD          96
#define MEMORY_ENCRYPTED     2
#define MEMORY_ISOLATED      32
#define MEMORY_VISIBLE       96

/* What a step says of a claim if it passed and if it failed; 0: nothing. */
struct meaning {
        const char *step;
        enum ear_attester attester;
        enum ear_claim claim;
        uint8_t passed;
        uint8_t failed;
};

static const struct meaning meanings[] = {
        { "report", EAR_MACHINE, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "signing key", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_UNKNOWN },
        { "certificates", EAR_MACHINE, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "revocation", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_BAD },
        { "product", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_UNKNOWN },
        { "chip", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_UNKNOWN },
        { "chip list", EAR_MACHINE, EAR_INSTANCE, INSTANCE_KNOWN, INSTANCE_UNKNOWN },
        { "TCB", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_BAD },
        { "provisional", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_BAD },
        { "minimum TCB", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_BAD },
        { "firmware", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_BAD },
        { "signature", EAR_MACHINE, EAR_HARDWARE, HARDWARE_GENUINE, CRYPTOGRAPHY_FAILED },
        { "unknown bits", EAR_MACHINE, EAR_HARDWARE, 0, HARDWARE_BAD },
        { "guest policy", EAR_MACHINE, EAR_RUNTIME, MEMORY_ENCRYPTED, MEMORY_VISIBLE },
        { "VMPL", EAR_MACHINE, EAR_EXECUTABLES, 0, RUNTIME_BAD },
        { "measurement", EAR_MACHINE, EAR_EXECUTABLES, BOOT_APPROVED, RUNTIME_UNRECOGNIZED },
        { "reference image", EAR_MACHINE, EAR_EXECUTABLES, BOOT_APPROVED, RUNTIME_UNRECOGNIZED },
        { "ID key", EAR_MACHINE, EAR_EXECUTABLES, BOOT_APPROVED, RUNTIME_UNRECOGNIZED },
        { "author key", EAR_MACHINE, EAR_EXECUTABLES, BOOT_APPROVED, RUNTIME_UNRECOGNIZED },
        { "family ID", EAR_MACHINE, EAR_EXECUTABLES, 0, RUNTIME_UNRECOGNIZED },
        { "image ID", EAR_MACHINE, EAR_EXECUTABLES, 0, RUNTIME_UNRECOGNIZED },
        { "guest SVN", EAR_MACHINE, EAR_EXECUTABLES, 0, RUNTIME_UNSAFE },
        { "platform", EAR_MACHINE, EAR_CONFIGURATION, CONFIGURATION_GOOD, CONFIGURATION_BAD },
        { "guest demands", EAR_MACHINE, EAR_CONFIGURATION, CONFIGURATION_GOOD, CONFIGURATION_BAD },
        { "single socket", EAR_MACHINE, EAR_CONFIGURATION, CONFIGURATION_GOOD, CONFIGURATION_BAD },
        { "guest ABI", EAR_MACHINE, EAR_CONFIGURATION, 0, CONFIGURATION_BAD },
        { "host data", EAR_MACHINE, EAR_CONFIGURATION, CONFIGURATION_GOOD, CONFIGURATION_BAD },
        { "nonce and manifest", EAR_MACHINE, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "report data", EAR_MACHINE, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "runtime data", EAR_MACHINE, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "HCL", EAR_TPM, EAR_INSTANCE, 0, INSTANCE_UNKNOWN },
        { "nonce", EAR_TPM, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "manifest", EAR_TPM, EAR_INSTANCE, 0, INSTANCE_UNKNOWN },
        { "profile", EAR_TPM, EAR_CONFIGURATION, CONFIGURATION_GOOD, CONFIGURATION_BAD },
        { "keys", EAR_TPM, EAR_CONFIGURATION, 0, CONFIGURATION_BAD },
        { "missing", EAR_TPM, EAR_INSTANCE, 0, 0 },
        { "certificate", EAR_TPM, EAR_INSTANCE, 0, INSTANCE_UNKNOWN },
        { "AK certificate", EAR_TPM, EAR_INSTANCE, INSTANCE_KNOWN, INSTANCE_UNKNOWN },
        { "attestation key", EAR_TPM, EAR_INSTANCE, 0, INSTANCE_UNKNOWN },
        { "quote", EAR_TPM, EAR_HARDWARE, 0, CRYPTOGRAPHY_FAILED },
        { "quote's key", EAR_TPM, EAR_HARDWARE, HARDWARE_GENUINE, CRYPTOGRAPHY_FAILED },
        { "TPM", EAR_TPM, EAR_HARDWARE, 0, 0 },
        { "PCRs", EAR_TPM, EAR_EXECUTABLES, BOOT_APPROVED, RUNTIME_UNRECOGNIZED },
        { "event log", EAR_TPM, EAR_EXECUTABLES, 0, RUNTIME_UNRECOGNIZED },
        { "replay", EAR_TPM, EAR_EXECUTABLES, 0, RUNTIME_UNRECOGNIZED },
        { "event data", EAR_TPM, EAR_EXECUTABLES, 0, RUNTIME_UNRECOGNIZED },
        { "Secure Boot", EAR_TPM, EAR_CONFIGURATION, 0, CONFIGURATION_BAD },
        { "command line", EAR_TPM, EAR_CONFIGURATION, 0, CONFIGURATION_BAD },
        { "reference values", EAR_TPM, EAR_EXECUTABLES, BOOT_APPROVED, RUNTIME_UNRECOGNIZED },
};

/* Without all of them the report is anybody's word. */
static const char *const makes_authentic[] = { "report", "signing key", "certificates",
                                               "signature" };

static const struct meaning *meaning_of(const char *name)
{
        for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
                if (strcmp(meanings[i].step, name) == 0)
                        return &meanings[i];
        }
        return NULL;
}

bool ear_step_is_of(const char *name, enum ear_attester attester)
{
        const struct meaning *meaning = meaning_of(name);

        return (meaning ? meaning->attester : EAR_MACHINE) == attester;
}

enum ear_tier ear_tier_of(uint8_t value)
{
        return value >= EAR_CONTRAINDICATED ? EAR_CONTRAINDICATED
               : value >= EAR_WARNING       ? EAR_WARNING
               : value >= EAR_AFFIRMING     ? EAR_AFFIRMING
                                            : EAR_NONE;
}

static bool passed(const struct steps *steps, const char *name)
{
        bool found = false;

        for (size_t i = 0; i < steps->count; i++) {
                if (strcmp(steps->list[i].name, name) != 0)
                        continue;
                if (steps->list[i].verdict != STEP_PASSED)
                        return false;
                found = true;
        }
        return found;
}

static bool is_authentic(const struct steps *steps)
{
        for (size_t i = 0; i < sizeof(makes_authentic) / sizeof(makes_authentic[0]); i++) {
                if (!passed(steps, makes_authentic[i]))
                        return false;
        }
        return true;
}

static void worsen(uint8_t *claim, uint8_t value)
{
        if (value > *claim)
                *claim = value;
}

/* Of several steps the least trust counts: a larger value is a worse one, in a tier too. */
static void take_step(const struct step *step, const struct ear_facts *facts,
                      struct ear_appraisal out[EAR_ATTESTERS])
{
        const struct meaning *meaning = meaning_of(step->name);
        uint8_t value;

        if (!meaning || step->verdict == STEP_SKIPPED)
                return;
        out[meaning->attester].present = true;
        value = step->verdict == STEP_PASSED ? meaning->passed : meaning->failed;
        /* Values of a log that a quote covers are consistent; that they are good nobody has said. */
        if (strcmp(step->name, "PCRs") == 0 && step->verdict == STEP_PASSED &&
            !facts->pcrs_expected)
                value = 0;
        worsen(&out[meaning->attester].vector[meaning->claim], value);
}

/* What affirms hangs on who says it. */
static void withdraw(struct ear_appraisal *appraisal)
{
        for (unsigned int i = 0; i < EAR_CLAIMS; i++) {
                if (ear_tier_of(appraisal->vector[i]) == EAR_AFFIRMING)
                        appraisal->vector[i] = 0;
        }
}

/* Where the cryptography has failed no claim is worth more than any other. */
static void spread_failure(struct ear_appraisal *appraisal)
{
        if (appraisal->vector[EAR_HARDWARE] != CRYPTOGRAPHY_FAILED)
                return;
        for (unsigned int i = 0; i < EAR_CLAIMS; i++) {
                if (appraisal->vector[i] != 0)
                        appraisal->vector[i] = CRYPTOGRAPHY_FAILED;
        }
}

/* What was allowed is no reason to refuse, and none to keep silent either. */
static void warn(const struct ear_facts *facts, uint8_t vector[EAR_CLAIMS])
{
        if (facts->visible && vector[EAR_RUNTIME] == MEMORY_ENCRYPTED)
                vector[EAR_RUNTIME] = MEMORY_ISOLATED;
        if (facts->provisional && vector[EAR_HARDWARE] == HARDWARE_GENUINE)
                vector[EAR_HARDWARE] = HARDWARE_UNSAFE;
}

static bool affirmed(const struct ear_appraisal *appraisal, enum ear_claim claim)
{
        return ear_tier_of(appraisal->vector[claim]) == EAR_AFFIRMING;
}

static enum ear_tier worst(const struct ear_appraisal *appraisal)
{
        uint8_t most = 0;

        for (unsigned int i = 0; i < EAR_CLAIMS; i++)
                worsen(&most, appraisal->vector[i]);
        return ear_tier_of(most);
}

/* Affirming is what was made by a genuine chip, now, from an image that somebody expects; what is less is a warning. */
static enum ear_tier machine_status(const struct ear_facts *facts,
                                    const struct ear_appraisal *machine)
{
        if (worst(machine) > EAR_AFFIRMING)
                return worst(machine);
        return facts->fresh && affirmed(machine, EAR_HARDWARE) && affirmed(machine, EAR_EXECUTABLES)
                       ? EAR_AFFIRMING
                       : EAR_WARNING;
}

/* A TPM is as good as the machine that it is in; what booted has to be expected if it was looked at. */
static enum ear_tier tpm_status(const struct ear_facts *facts, const struct ear_appraisal *machine,
                                const struct ear_appraisal *tpm)
{
        if (worst(tpm) > EAR_AFFIRMING)
                return worst(tpm);
        if (facts->has_report && machine->status != EAR_AFFIRMING)
                return machine->status;
        return facts->fresh && (!facts->boot_looked_at || affirmed(tpm, EAR_EXECUTABLES))
                       ? EAR_AFFIRMING
                       : EAR_WARNING;
}

void ear_appraise(const struct steps *steps, const struct ear_facts *facts,
                  struct ear_appraisal out[EAR_ATTESTERS])
{
        struct ear_appraisal *machine = &out[EAR_MACHINE];
        struct ear_appraisal *tpm = &out[EAR_TPM];
        bool authentic = is_authentic(steps);
        bool bound =
                authentic && (passed(steps, "nonce and manifest") || passed(steps, "runtime data"));

        memset(out, 0, EAR_ATTESTERS * sizeof(*out));
        for (size_t i = 0; i < steps->count; i++)
                take_step(&steps->list[i], facts, out);
        if (!authentic)
                withdraw(machine);
        if (!bound && !(facts->key_given && passed(steps, "quote's key")))
                withdraw(tpm);
        spread_failure(machine);
        spread_failure(tpm);
        warn(facts, machine->vector);
        machine->present = facts->has_report;
        machine->status = machine_status(facts, machine);
        tpm->status = tpm_status(facts, machine, tpm);
        /* One refusal is the verdict, whoever it is about: nobody is to find an attester here that is good enough. */
        if (!steps_passed(steps)) {
                machine->status = EAR_CONTRAINDICATED;
                tpm->status = EAR_CONTRAINDICATED;
        }
}
