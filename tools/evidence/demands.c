/*
 * tools/evidence/demands.c - see demands.h. Fields are those of ATTESTATION_REPORT (AMD 56860, "SNP
 * firmware ABI").
 */
#include "tools/evidence/demands.h"

#include <string.h>

#define SHOWN 8 /* bytes of a digest that a line repeats */

/* What is wrong if it is not as demanded. The bits are those of PLATFORM_INFO. */
static const struct {
        uint32_t bit;
        const char *problem;
} platform_problems[] = {
        { DEMAND_ALIAS_CHECK, "the memory was not checked for aliases" },
        { DEMAND_CIPHERTEXT, "the host can read ciphertext" },
        { DEMAND_SMT_OFF, "SMT is on" },
        { DEMAND_TSME, "TSME is off" },
        { DEMAND_ECC, "the memory has no ECC" },
        { DEMAND_RAPL_OFF, "the host can measure power" },
};

/* PLATFORM_INFO has a bit for what is so; of SMT the opposite is demanded. */
static bool check_platform(uint32_t demanded, const struct snp_report *report, struct steps *steps)
{
        uint64_t given = report->platform_info ^ DEMAND_SMT_OFF;

        for (size_t i = 0; i < sizeof(platform_problems) / sizeof(platform_problems[0]); i++) {
                if (demanded & ~given & platform_problems[i].bit)
                        return steps_add(steps, "platform", false, "%s",
                                         platform_problems[i].problem);
        }
        return steps_add(steps, "platform", true, "0x%llx has what is demanded",
                         (unsigned long long)report->platform_info);
}

/* POLICY.SINGLE_SOCKET was the owner's wish at the launch; the firmware has kept it. */
static bool check_socket(const struct snp_report *report, struct steps *steps)
{
        bool good = report->policy & SNP_POLICY_SINGLE_SOCKET;

        return steps_add(steps, "single socket", good,
                         good ? "the guest's policy insists on it"
                              : "the guest may run on several sockets");
}

static uint32_t version_number(const struct firmware_version *version)
{
        return (uint32_t)version->major << 16 | (uint32_t)version->minor << 8 | version->build;
}

/* Of the version that the platform cannot go back behind. */
static bool check_firmware(const struct firmware_version *least, const struct snp_report *report,
                           struct steps *steps)
{
        const struct firmware_version committed = { report->committed_major,
                                                    report->committed_minor,
                                                    report->committed_build };

        return steps_add(steps, "firmware", version_number(&committed) >= version_number(least),
                         "%u.%u build %u is committed", committed.major, committed.minor,
                         committed.build);
}

/* A digest of zeros: there is no such key, whatever the policy has by mistake. */
static bool check_key(const char *name, const struct demanded_keys *keys, bool there,
                      const uint8_t digest[KEY_DIGEST_SIZE], struct steps *steps)
{
        static const uint8_t none[KEY_DIGEST_SIZE];
        char text[2 * SHOWN + 1];

        steps_hex(digest, SHOWN, text);
        if (!there || memcmp(digest, none, sizeof(none)) == 0)
                return steps_add(steps, name, false, "there is none");
        for (size_t i = 0; i < keys->count; i++) {
                if (memcmp(keys->digests[i], digest, KEY_DIGEST_SIZE) == 0)
                        return steps_add(steps, name, true, "%s...", text);
        }
        return steps_add(steps, name, false, "%s... is not one that is expected", text);
}

/*
 * HOST_DATA is the host's word at SNP_LAUNCH_FINISH: it says whom the machine was started for, if
 * the host is believed in that.
 */
static bool check_host_data(const uint8_t expected[HOST_DATA_SIZE], const struct snp_report *report,
                            struct steps *steps)
{
        bool good = memcmp(expected, report->host_data, HOST_DATA_SIZE) == 0;

        return steps_add(steps, "host data", good,
                         good ? "what is demanded" : "the machine was started for something else");
}

bool demands_verify(const struct report_demands *demands, const struct snp_report *report,
                    struct steps *steps)
{
        bool good = true;

        if (demands->platform)
                good &= check_platform(demands->platform, report, steps);
        if (demands->single_socket)
                good &= check_socket(report, steps);
        if (version_number(&demands->firmware))
                good &= check_firmware(&demands->firmware, report, steps);
        if (demands->id_keys.count)
                good &= check_key("ID key", &demands->id_keys, true, report->id_key_digest, steps);
        if (demands->author_keys.count)
                good &= check_key("author key", &demands->author_keys,
                                  report->key_info & SNP_KEY_INFO_AUTHOR_KEY,
                                  report->author_key_digest, steps);
        if (demands->host_data_given)
                good &= check_host_data(demands->host_data, report, steps);
        return good;
}
