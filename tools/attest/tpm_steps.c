/* tools/attest/tpm_steps.c - see tpm_steps.h. */
#include "tools/attest/tpm_steps.h"

#include <openssl/crypto.h>
#include <string.h>

#include "lib/wire/tpm_public.h"
#include "tools/attest/events/check.h"
#include "tools/attest/events/ima_check.h"
#include "tools/attest/events/ima_replay.h"
#include "tools/attest/instance.h"
#include "tools/attest/quoted_values.h"
#include "tools/attest/runtime_data.h"
#include "tools/attest/tpm_keys.h"

#define INSTANCE_TEXT 160

static const char *flag_text(int flag)
{
        return flag < 0 ? "unknown" : flag ? "on" : "off";
}

/* Without a quote it is the user data that make a report of now: the guest asks for it with them. */
static void check_user_data(const struct inputs *inputs, const struct runtime_data *runtime,
                            struct steps *steps)
{
        uint8_t expected[RUNTIME_USER_DATA] = { 0 };

        if (inputs->quote.data || inputs->nonce_size == 0)
                return;
        memcpy(expected, inputs->nonce, inputs->nonce_size);
        if (!runtime->has_user_data)
                steps_add(steps, "nonce", false, "the runtime data have no user data");
        else
                steps_add(steps, "nonce",
                          CRYPTO_memcmp(expected, runtime->user_data, sizeof(expected)) == 0,
                          "the user data of the runtime data");
}

void tpm_steps_hcl(const struct inputs *inputs, const struct snp_report *report,
                   struct steps *steps, EVP_PKEY **ak)
{
        const struct hcl_report *hcl = &inputs->tpm.hcl;
        struct runtime_data runtime;
        const char *problem;

        *ak = NULL;
        if (!hcl_report_check(hcl, report, steps))
                return;
        problem = runtime_data_read(hcl->runtime, hcl->runtime_size, &runtime);
        if (problem) {
                steps_add(steps, "HCL", false, "the runtime data %s", problem);
        } else {
                steps_add(steps, "HCL", true, "version %u, VM %s, Secure Boot %s, console %s",
                          (unsigned int)hcl->version, runtime.vm, flag_text(runtime.secure_boot),
                          flag_text(runtime.console));
                check_user_data(inputs, &runtime, steps);
                *ak = runtime.ak;
                runtime.ak = NULL;
        }
        runtime_data_free(&runtime);
}

/* A certificate counts by its issuer; a bare key because somebody here has chosen it. */
static void check_certificate(const struct inputs *inputs, struct steps *steps)
{
        static const char name[] = "AK certificate";
        X509 *certificate = inputs->tpm.ak.certificate;
        char instance[INSTANCE_TEXT] = "";
        const char *problem;

        if (!instance_text(certificate, instance, sizeof(instance)))
                instance[0] = '\0';
        if (!inputs->tpm_roots) {
                steps_skip(steps, name, "%s%sno root was given to check it", instance,
                           instance[0] ? "; " : "");
                return;
        }
        /* Clouds' authorities are as they are: not all of them keep to every rule of RFC 5280. */
        problem = tpm_certificate_verify(certificate, inputs->tpm_roots, inputs->tpm_others, 0);
        steps_add(steps, name, !problem, "%s%s%s", instance, instance[0] ? "; " : "",
                  problem ? problem : "up to a root that is trusted");
}

/* If the report vouches for a key, the one given must be the same: two opinions are one too many. */
static void check_ak(const struct inputs *inputs, const struct attested *attested,
                     EVP_PKEY *vouched, struct steps *steps)
{
        EVP_PKEY *given = inputs->tpm.ak.key;

        if (inputs->tpm.ak.certificate)
                check_certificate(inputs, steps);
        else if (given && inputs->tpm_roots)
                steps_add(steps, "AK certificate", false,
                          "a root was given, but the key came without a certificate");
        if (given)
                tpm_keys_check_given(attested, given, steps);
        if (given && vouched) {
                bool same = EVP_PKEY_eq(given, vouched) == 1;

                steps_add(steps, "attestation key", same,
                          same ? "the one given is the HCL report's"
                               : "the one given is not the HCL report's");
        }
}

/* A nonce that no manifest takes is what the TPM was asked with. */
static void set_qualifying(const struct inputs *inputs, struct tpm_quote *quote)
{
        bool nonce = inputs->qualifying_size == 0 && !inputs->manifest.data;

        quote->qualifying = nonce ? inputs->nonce : inputs->qualifying;
        quote->qualifying_size = nonce ? inputs->nonce_size : inputs->qualifying_size;
}

static void set_values(const struct inputs *inputs, struct pcr_values *replayed,
                       struct tpm_quote *quote)
{
        if (inputs->tpm.has_pcrs) {
                quote->values = &inputs->tpm.pcrs;
                quote->values_are = "the values given";
        } else if (replayed->count) {
                quote->values = replayed;
                quote->values_are = inputs->tpm.has_event_log && inputs->tpm.has_ima_log
                                            ? "the values that the logs make"
                                            : "the values that the log makes";
        }
}

static void check_quote(const struct inputs *inputs, const struct attested *attested,
                        EVP_PKEY *vouched, struct pcr_values *replayed, struct steps *steps,
                        struct pcr_values *covered)
{
        struct tpm_quote quote = {
                .data = inputs->quote.data,
                .size = inputs->quote.size,
                .signature = inputs->signature.data,
                .signature_size = inputs->signature.size,
                .pcr_digest = inputs->pcr_digest_size ? inputs->pcr_digest : NULL,
                .pcr_digest_size = inputs->pcr_digest_size,
                .key = vouched ? vouched : inputs->tpm.ak.key,
                .key_is = vouched ? "the HCL report's key" : "the key given",
        };

        set_qualifying(inputs, &quote);
        set_values(inputs, replayed, &quote);
        tpm_keys_check_quote(attested, inputs->tpm_certificate, &quote, steps, covered);
}

/* What no event has touched has the value that it starts with, so a quote over it can be compared too. */
static void know_all(struct pcr_values *values)
{
        for (size_t i = 0; i < values->count; i++)
                values->banks[i].known = UINT32_MAX >> (32 - EVENT_PCRS);
}

/* A list says nothing of the banks that there are: those are made that TPMs have. */
static void make_banks(struct pcr_values *values)
{
        static const uint16_t algorithms[] = { TPM_ALG_SHA1, TPM_ALG_SHA256, TPM_ALG_SHA384,
                                               TPM_ALG_SHA512 };

        for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
                (void)pcr_bank_make(values, algorithms[i]);
}

/* What the list makes in the end, or where it makes what was quoted. */
static void add_ima_values(const struct inputs *inputs, struct pcr_values *values)
{
        const struct file *list = &inputs->tpm.ima_log;
        struct quoted quoted;

        make_banks(values);
        ima_add_values(list->data, list->size, values);
        if (inputs->quote.data && !inputs->tpm.has_pcrs &&
            !quoted_read(inputs->quote.data, inputs->quote.size, &quoted))
                quoted_values_find_ima(&quoted, list->data, list->size, values);
}

/* What the logs make, as far as they can be read. */
struct logs {
        struct events_result events;
        struct pcr_values boot; /* of the event log */
        struct ima_result ima;
        struct pcr_values values; /* of both */
};

static void read_logs(const struct inputs *inputs, struct references *references,
                      struct steps *steps, struct logs *out)
{
        const struct tpm_inputs *tpm = &inputs->tpm;

        *out = (struct logs){ 0 };
        if (tpm->has_event_log)
                events_read(tpm->event_log.data, tpm->event_log.size, references, steps,
                            &out->events);
        out->boot = out->events.replay.values;
        know_all(&out->boot);
        out->values = out->boot;
        if (tpm->has_ima_log)
                ima_read(tpm->ima_log.data, tpm->ima_log.size, steps, &out->ima);
        if (out->ima.read)
                add_ima_values(inputs, &out->values);
}

/*
 * The logs are read first, as their values may be what was quoted. With a quote only what the quote covers is more than somebody's
 * word, so only that is compared.
 */
void tpm_steps(const struct inputs *inputs, const struct attested *attested, EVP_PKEY *vouched,
               struct steps *steps)
{
        const struct tpm_inputs *tpm = &inputs->tpm;
        struct references references = tpm->references;
        struct event_rules rules = { .references = tpm->has_references ? &references : NULL,
                                     .unlisted = tpm->unlisted };
        struct ima_rules ima_rules = { .paths = tpm->has_ima_paths ? &tpm->ima_paths : NULL,
                                       .unlisted = tpm->unlisted };
        struct pcr_values covered = { 0 };
        struct logs logs;

        check_ak(inputs, attested, vouched, steps);
        read_logs(inputs, rules.references, steps, &logs);
        if (tpm->has_pcrs)
                rules.pcrs = &tpm->pcrs;
        if (inputs->quote.data) {
                check_quote(inputs, attested, vouched, &logs.values, steps, &covered);
                rules.pcrs = &covered;
        }
        ima_rules.pcrs = rules.pcrs;
        ima_rules.boot = logs.events.read ? &logs.boot : NULL;
        if (logs.events.read)
                events_check(&logs.events, &rules, steps);
        if (logs.ima.read)
                ima_check(&logs.ima, &ima_rules, steps);
}
