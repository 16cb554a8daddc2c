/* tools/attest/rules.c - see rules.h. */
#include "tools/attest/rules.h"

#include <openssl/crypto.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/common/number.h"
#include "tools/policy/lists.h"
#include "tools/policy/words.h"

#define VMPL_MOST 3

static int unexpected(const char *text, const char *expected)
{
        return command_error("attest", "%s: expected %s", text, expected);
}

static int read_crl(const char *path, struct ca_policy *policy)
{
        char reason[POLICY_REASON_MAX];
        const char *problem = policy_add_crls(policy, path, reason);

        return problem ? command_error("attest", "%s: %s", path, problem) : 0;
}

static int read_chip(const char *text, struct ca_policy *policy)
{
        uint8_t chip[SNP_CHIP_ID_SIZE];

        if (!policy_read_chip(text, chip))
                return unexpected(text, POLICY_CHIP_EXPECTED);
        return policy_add_chip(policy, chip) ? 0 : unexpected(text, "not so many chips");
}

static int read_vmpl(const char *text, struct ca_policy *policy)
{
        uint64_t number;

        if (!number_read(text, VMPL_MOST, &number))
                return unexpected(text, "a VMPL from 0 to 3");
        policy->rules.vmpl = (uint32_t)number;
        return 0;
}

static int read_time(const char *text, struct ca_policy *policy)
{
        policy->rules.time_given = policy_read_time(text, &policy->rules.time);
        return policy->rules.time_given ? 0 : unexpected(text, POLICY_TIME_EXPECTED);
}

/* One word, or several with commas between them. */
static int read_words(const char *text, struct words words, uint32_t *out)
{
        char copy[128];
        char *rest = copy;

        if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
                rest = NULL;
        while (rest) {
                const char *word = strsep(&rest, ",");
                uint32_t value;

                if (!word_find(words, word, &value))
                        break;
                *out |= value;
                if (!rest)
                        return 0;
        }
        return command_error("attest", "%s: expected words like %s; --help has all of them", text,
                             words.list[0].text);
}

static int read_guest(const char *text, struct report_demands *demands)
{
        int status = read_words(text, policy_guest_words, &demands->guest);

        policy_settle_guest(demands);
        return status;
}

static int read_version(const char *text, struct firmware_version *out)
{
        return policy_read_version(text, out) ? 0 : unexpected(text, POLICY_VERSION_EXPECTED);
}

static int read_host_data(const char *text, struct report_demands *demands)
{
        size_t size;

        demands->host_data_given =
                OPENSSL_hexstr2buf_ex(demands->host_data, HOST_DATA_SIZE, &size, text, '\0') == 1 &&
                size == HOST_DATA_SIZE;
        return demands->host_data_given ? 0 : unexpected(text, "64 hexadecimal digits");
}

/* Some are kept as what is refused, so that zeros are what a CA's policy has without them. */
static int read_allowance(enum rule_option option, const char *text, struct report_rules *rules)
{
        uint32_t allowed;

        if (!word_find(policy_allow_words, text, &allowed))
                return unexpected(text, "allow or refuse");
        switch (option) {
        case RULE_VCEK:
                rules->vcek_refused = !allowed;
                break;
        case RULE_VLEK:
                rules->vlek = allowed;
                break;
        case RULE_MASKED_CHIP:
                rules->masked_chip = allowed;
                break;
        case RULE_PROVISIONAL:
                rules->provisional = allowed;
                break;
        case RULE_UNKNOWN_BITS:
                rules->unknown_refused = !allowed;
                break;
        case RULE_DEBUG:
                rules->debug = allowed;
                break;
        default:
                rules->migration = allowed;
                break;
        }
        return 0;
}

int rules_read(enum rule_option option, const char *text, struct ca_policy *policy)
{
        struct report_demands *demands = &policy->rules.demands;

        switch (option) {
        case RULE_CRL:
                return read_crl(text, policy);
        case RULE_CHIP:
                return read_chip(text, policy);
        case RULE_VMPL:
                return read_vmpl(text, policy);
        case RULE_TIME:
                return read_time(text, policy);
        case RULE_MINIMUM_TCB:
                return policy_read_tcb(text, &policy->rules.minimum)
                               ? 0
                               : unexpected(text, POLICY_TCB_EXPECTED);
        case RULE_PLATFORM:
                return read_words(text, policy_platform_words, &demands->platform);
        case RULE_GUEST_POLICY:
                return read_guest(text, demands);
        case RULE_GUEST_ABI:
                return read_version(text, &demands->abi);
        case RULE_FIRMWARE:
                return read_version(text, &demands->firmware);
        case RULE_HOST_DATA:
                return read_host_data(text, demands);
        default:
                return read_allowance(option, text, &policy->rules);
        }
}
