/*
 * tools/evidence/demands.c - see demands.h. Fields are those of ATTESTATION_REPORT (AMD 56860, "SNP
 * firmware ABI").
 */
#include "tools/evidence/demands.h"

#include <string.h>

/* A bit of a report that is demanded, and what is wrong if it is not so. */
struct demanded_bit {
        uint64_t mask;
        const char *problem;
        uint32_t demand;
        bool set;
};

static const struct demanded_bit platform_bits[] = {
        { SNP_PLATFORM_ALIAS_CHECK, "the memory was not checked for aliases", DEMAND_ALIAS_CHECK,
          true },
        { SNP_PLATFORM_CIPHERTEXT, "the host can read ciphertext", DEMAND_CIPHERTEXT, true },
        { SNP_PLATFORM_SMT, "SMT is on", DEMAND_SMT_OFF, false },
        { SNP_PLATFORM_TSME, "TSME is off", DEMAND_TSME, true },
        { SNP_PLATFORM_ECC, "the memory has no ECC", DEMAND_ECC, true },
        { SNP_PLATFORM_RAPL_OFF, "the host can measure power", DEMAND_RAPL_OFF, true },
        { SNP_PLATFORM_TIO, "TIO is off", DEMAND_TIO, true },
        { SNP_PLATFORM_TIO, "TIO is on", DEMAND_TIO_OFF, false },
        { 0 },
};

static const struct demanded_bit guest_bits[] = {
        { SNP_POLICY_SMT, "the guest may run with SMT", DEMAND_GUEST_SMT_OFF, false },
        { SNP_POLICY_CXL, "the guest may have CXL memory", DEMAND_GUEST_CXL_OFF, false },
        { SNP_POLICY_AES_256_XTS, "the guest may run without AES-256-XTS", DEMAND_GUEST_AES_256_XTS,
          true },
        { SNP_POLICY_RAPL_OFF, "the guest may run with RAPL", DEMAND_GUEST_RAPL_OFF, true },
        { SNP_POLICY_CIPHERTEXT, "the guest may run without ciphertext hiding",
          DEMAND_GUEST_CIPHERTEXT, true },
        { SNP_POLICY_PAGE_SWAP_OFF, "the guest's pages may be swapped", DEMAND_GUEST_PAGE_SWAP_OFF,
          true },
        { 0 },
};

/* The first that is not as demanded is what the step says. */
static bool check_bits(const char *name, const struct demanded_bit *bits, uint32_t demanded,
                       uint64_t given, struct steps *steps)
{
        for (; bits->demand; bits++) {
                if (demanded & bits->demand && !(given & bits->mask) == bits->set)
                        return steps_add(steps, name, false, "%s", bits->problem);
        }
        return steps_add(steps, name, true, "0x%llx has what is demanded",
                         (unsigned long long)given);
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

/* POLICY's ABI_MAJOR and ABI_MINOR: the least that the guest's owner has put up with. */
static bool check_abi(const struct firmware_version *least, const struct snp_report *report,
                      struct steps *steps)
{
        const struct firmware_version abi = { (uint8_t)(report->policy >> 8),
                                              (uint8_t)report->policy, 0 };

        return steps_add(steps, "guest ABI", version_number(&abi) >= version_number(least),
                         "the guest runs with %u.%u or later; expected %u.%u", abi.major, abi.minor,
                         least->major, least->minor);
}

/* A digest of zeros: there is no such key, whatever the policy has by mistake. */
static bool check_key(const char *name, const struct demanded_keys *keys, bool there,
                      const uint8_t digest[KEY_DIGEST_SIZE], struct steps *steps)
{
        static const uint8_t none[KEY_DIGEST_SIZE];
        char text[2 * KEY_DIGEST_SIZE + 1];

        steps_hex(digest, KEY_DIGEST_SIZE, text);
        if (!there || memcmp(digest, none, sizeof(none)) == 0)
                return steps_add(steps, name, false, "there is none");
        for (size_t i = 0; i < keys->count; i++) {
                if (memcmp(keys->digests[i], digest, KEY_DIGEST_SIZE) == 0)
                        return steps_add(steps, name, true, "%s", text);
        }
        return steps_add(steps, name, false, "%s is not one that is expected", text);
}

/* Nobody asked, but who has signed an image is worth a line. */
static void show_id_key(const struct snp_report *report, struct steps *steps)
{
        static const uint8_t none[KEY_DIGEST_SIZE];
        char text[2 * KEY_DIGEST_SIZE + 1];

        if (memcmp(report->id_key_digest, none, sizeof(none)) != 0)
                steps_skip(steps, "ID key", "%s: none was expected",
                           steps_hex(report->id_key_digest, KEY_DIGEST_SIZE, text));
}

static bool check_keys(const struct report_demands *demands, const struct snp_report *report,
                       struct steps *steps)
{
        bool good = true;

        if (demands->id_keys.count)
                good &= check_key("ID key", &demands->id_keys, true, report->id_key_digest, steps);
        else
                show_id_key(report, steps);
        if (demands->author_keys.count)
                good &= check_key("author key", &demands->author_keys,
                                  report->key_info & SNP_KEY_INFO_AUTHOR_KEY,
                                  report->author_key_digest, steps);
        return good;
}

/* What was found is shown, whether it is right or not. */
static bool check_id(const char *name, const struct demanded_id *demanded,
                     const uint8_t found[IMAGE_ID_SIZE], struct steps *steps)
{
        char text[2 * IMAGE_ID_SIZE + 1];

        return !demanded->given ||
               steps_add(steps, name, memcmp(found, demanded->bytes, IMAGE_ID_SIZE) == 0, "%s",
                         steps_hex(found, IMAGE_ID_SIZE, text));
}

/* What the ID block says (AMD 56860, ID_BLOCK). An SVN may be higher: it counts the fixes that an image has. */
static bool check_block(const struct report_demands *demands, const struct snp_report *report,
                        struct steps *steps)
{
        bool good = check_id("family ID", &demands->family_id, report->family_id, steps);

        good &= check_id("image ID", &demands->image_id, report->image_id, steps);
        if (demands->guest_svn_given)
                good &= steps_add(steps, "guest SVN", report->guest_svn >= demands->guest_svn,
                                  "%u; expected at least %u", report->guest_svn,
                                  demands->guest_svn);
        return good;
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
                good &= check_bits("platform", platform_bits, demands->platform,
                                   report->platform_info, steps);
        if (demands->guest)
                good &= check_bits("guest demands", guest_bits, demands->guest, report->policy,
                                   steps);
        if (demands->single_socket)
                good &= check_socket(report, steps);
        if (version_number(&demands->abi))
                good &= check_abi(&demands->abi, report, steps);
        if (version_number(&demands->firmware))
                good &= check_firmware(&demands->firmware, report, steps);
        good &= check_keys(demands, report, steps);
        good &= check_block(demands, report, steps);
        if (demands->host_data_given)
                good &= check_host_data(demands->host_data, report, steps);
        return good;
}
