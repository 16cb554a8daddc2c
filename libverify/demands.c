/* libverify/demands.c - see demands.h. */
#include "libverify/demands.h"

#include <string.h>

#include "tools/policy/lists.h"
#include "tools/policy/words.h"

_Static_assert(CASHEW_VERIFY_PLATFORM_SMT_OFF == DEMAND_SMT_OFF, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_TSME == DEMAND_TSME, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_ECC == DEMAND_ECC, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_RAPL_OFF == DEMAND_RAPL_OFF, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_CIPHERTEXT == DEMAND_CIPHERTEXT, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_ALIAS_CHECK == DEMAND_ALIAS_CHECK, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_TIO == DEMAND_TIO, "platform");
_Static_assert(CASHEW_VERIFY_PLATFORM_TIO_OFF == DEMAND_TIO_OFF, "platform");
_Static_assert(CASHEW_VERIFY_GUEST_SMT_OFF == DEMAND_GUEST_SMT_OFF, "guest");
_Static_assert(CASHEW_VERIFY_GUEST_CXL_OFF == DEMAND_GUEST_CXL_OFF, "guest");
_Static_assert(CASHEW_VERIFY_GUEST_AES_256_XTS == DEMAND_GUEST_AES_256_XTS, "guest");
_Static_assert(CASHEW_VERIFY_GUEST_RAPL_OFF == DEMAND_GUEST_RAPL_OFF, "guest");
_Static_assert(CASHEW_VERIFY_GUEST_CIPHERTEXT == DEMAND_GUEST_CIPHERTEXT, "guest");
_Static_assert(CASHEW_VERIFY_GUEST_PAGE_SWAP_OFF == DEMAND_GUEST_PAGE_SWAP_OFF, "guest");
_Static_assert(CASHEW_VERIFY_GUEST_SINGLE_SOCKET == DEMAND_GUEST_SINGLE_SOCKET, "guest");
_Static_assert(CASHEW_VERIFY_DIGEST_SIZE == MEASUREMENT_SIZE, "measurements");
_Static_assert(sizeof(((struct cashew_verify_digest *)0)->bytes) == KEY_DIGEST_SIZE, "keys");
_Static_assert(CASHEW_VERIFY_CHIP_SIZE == SNP_CHIP_ID_SIZE, "chips");
_Static_assert(CASHEW_VERIFY_LABEL_MAX == MEASUREMENT_LABEL_MAX + 1, "labels");

static bool wrong(struct problem *problem, const char *text)
{
        return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT, "%s", text);
}

static void take_allowances(const struct cashew_verify_policy *policy, struct report_rules *rules)
{
        rules->vlek |= (policy->allow & CASHEW_VERIFY_ALLOW_VLEK) != 0;
        rules->masked_chip |= (policy->allow & CASHEW_VERIFY_ALLOW_MASKED_CHIP) != 0;
        rules->provisional |= (policy->allow & CASHEW_VERIFY_ALLOW_PROVISIONAL) != 0;
        rules->debug |= (policy->allow & CASHEW_VERIFY_ALLOW_DEBUG) != 0;
        rules->migration |= (policy->allow & CASHEW_VERIFY_ALLOW_MIGRATION) != 0;
        rules->any_measurement |= (policy->allow & CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT) != 0;
        rules->vcek_refused |= (policy->refuse & CASHEW_VERIFY_REFUSE_VCEK) != 0;
        rules->unknown_refused |= (policy->refuse & CASHEW_VERIFY_REFUSE_UNKNOWN_BITS) != 0;
}

static bool is_label(const char label[CASHEW_VERIFY_LABEL_MAX])
{
        size_t length = strnlen(label, CASHEW_VERIFY_LABEL_MAX);

        for (size_t i = 0; i < length; i++) {
                if (label[i] < 0x20 || label[i] > 0x7e)
                        return false;
        }
        return length < CASHEW_VERIFY_LABEL_MAX;
}

static bool take_measurements(const struct cashew_verify_policy *policy, struct ca_policy *out,
                              struct problem *problem)
{
        if (policy->measurement_count == 0)
                return true;
        if (!policy->measurements || policy->measurement_count > POLICY_MEASUREMENTS_MAX)
                return wrong(problem, "measurements: expected at most 256 of them");
        if (policy->allow & CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT)
                return wrong(problem, "measurements and CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT "
                                      "exclude each other");
        out->rules.any_measurement = false;
        for (size_t i = 0; i < policy->measurement_count; i++) {
                if (!is_label(policy->measurements[i].label))
                        return wrong(problem, "measurements: expected labels of printable ASCII");
                if (!policy_add_measurement(out, policy->measurements[i].digest,
                                            policy->measurements[i].label))
                        return wrong(problem, "measurements: expected at most 256");
        }
        return true;
}

static bool take_chips(const struct cashew_verify_policy *policy, struct ca_policy *out,
                       struct problem *problem)
{
        if (policy->chip_count && (!policy->chips || policy->chip_count > CHIPS_MAX))
                return wrong(problem, "chips: expected at most 256 of them");
        for (size_t i = 0; i < policy->chip_count; i++) {
                if (!policy_add_chip(out, policy->chips[i].id))
                        return wrong(problem, "chips: expected at most 256");
        }
        return true;
}

/* They take the place of the text's: keys are those that are named, not others besides. */
static bool take_keys(const struct cashew_verify_digest *keys, size_t count,
                      struct demanded_keys *out, struct problem *problem)
{
        if (count == 0)
                return true;
        if (!keys || count > DEMANDED_KEYS_MAX)
                return wrong(problem, "id_keys, author_keys: expected at most 16");
        memcpy(out->digests, keys, count * sizeof(*keys));
        out->count = count;
        return true;
}

static bool take_fixed(const struct cashew_verify_bytes *bytes, const char *name, uint8_t *out,
                       size_t size, bool *is_given, struct problem *problem)
{
        if (!given(bytes))
                return true;
        if (bytes->size != size)
                return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT,
                                  "%s: found %zu bytes; expected %zu", name, bytes->size, size);
        memcpy(out, bytes->data, size);
        *is_given = true;
        return true;
}

static bool take_block(const struct cashew_verify_policy *policy, struct report_demands *out,
                       struct problem *problem)
{
        if (policy->guest_svn) {
                out->guest_svn_given = true;
                out->guest_svn = policy->guest_svn;
        }
        return take_keys(policy->id_keys, policy->id_key_count, &out->id_keys, problem) &&
               take_keys(policy->author_keys, policy->author_key_count, &out->author_keys,
                         problem) &&
               take_fixed(&policy->host_data, "host_data", out->host_data, HOST_DATA_SIZE,
                          &out->host_data_given, problem) &&
               take_fixed(&policy->family_id, "family_id", out->family_id.bytes, IMAGE_ID_SIZE,
                          &out->family_id.given, problem) &&
               take_fixed(&policy->image_id, "image_id", out->image_id.bytes, IMAGE_ID_SIZE,
                          &out->image_id.given, problem);
}

static void raise(uint8_t *least, uint8_t wanted)
{
        if (*least < wanted)
                *least = wanted;
}

static void take_tcb(const struct cashew_verify_tcb *tcb, struct snp_tcb *out)
{
        raise(&out->fmc, tcb->fmc);
        raise(&out->boot_loader, tcb->boot_loader);
        raise(&out->tee, tcb->tee);
        raise(&out->snp, tcb->snp);
        raise(&out->microcode, tcb->microcode);
}

static void take_versions(const struct cashew_verify_policy *policy, struct report_demands *out)
{
        if (policy->firmware_major || policy->firmware_minor || policy->firmware_build)
                out->firmware =
                        (struct firmware_version){ policy->firmware_major, policy->firmware_minor,
                                                   policy->firmware_build };
        if (policy->abi_major || policy->abi_minor)
                out->abi = (struct firmware_version){ policy->abi_major, policy->abi_minor, 0 };
}

bool demands_take(const struct cashew_verify_policy *policy, struct ca_policy *out,
                  struct problem *problem)
{
        struct report_rules *rules = &out->rules;

        take_allowances(policy, rules);
        if (policy->time) {
                rules->time_given = true;
                rules->time = policy->time;
        }
        if (policy->vmpl)
                rules->vmpl = policy->vmpl;
        rules->demands.platform |= policy->platform;
        rules->demands.guest |= policy->guest;
        policy_settle_guest(&rules->demands);
        take_tcb(&policy->minimum_tcb, &rules->minimum);
        take_versions(policy, &rules->demands);
        return take_measurements(policy, out, problem) && take_chips(policy, out, problem) &&
               take_block(policy, &rules->demands, problem);
}
