/*
 * tools/tpm/conform/abilities.c - what a profile asks of a TPM before anything is made: its
 * requirements, its PCR banks. The TPM is asked, not its version: TPM2_GetCapability lists
 * algorithms, curves and commands, TPM2_TestParms says which sizes of keys there are.
 */
#include "tools/tpm/conform/checks.h"

#include "lib/wire/tpm_public.h"
#include "tools/profile/print/facts.h"
#include "tools/profile/words/names.h"

#define LIST_MAX 256

/* TPM_PT; values as in tss2_tpm2_types.h. */
#define PT_NV_INDEX_MAX        UINT32_C(0x117)
#define PT_HR_PERSISTENT       UINT32_C(0x208)
#define PT_HR_PERSISTENT_AVAIL UINT32_C(0x209)

#define COMMAND_INDEX UINT32_C(0x2000ffff) /* TPMA_CC: the command's number and the vendor bit */

/* A TPM that does not say has nothing. */
static bool in_list(struct device *device, enum device_list list, uint32_t mask, uint32_t wanted)
{
        struct device_capability all[LIST_MAX];
        size_t count;

        if (device_list(device, list, 0, all, LIST_MAX, &count))
                return false;
        for (size_t i = 0; i < count; i++)
                if ((all[i].key & mask) == wanted)
                        return true;
        return false;
}

/* TPMT_PUBLIC_PARMS of a key that needs nothing else: no symmetric algorithm, no scheme. */
static bool can_rsa(struct device *device, uint32_t bits)
{
        uint8_t data[16];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        bytes_write_be16(&out, TPM_ALG_RSA);
        bytes_write_be16(&out, TPM_ALG_NULL);
        bytes_write_be16(&out, TPM_ALG_NULL);
        bytes_write_be16(&out, (uint16_t)bits);
        bytes_write_be32(&out, 0);
        return device_test_parms(device, data, out.size) == 0;
}

/* The same for TPM_ALG_SYMCIPHER. */
static bool can_aes(struct device *device, uint32_t bits)
{
        uint8_t data[16];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        bytes_write_be16(&out, 0x0025);
        bytes_write_be16(&out, TPM_ALG_AES);
        bytes_write_be16(&out, (uint16_t)bits);
        bytes_write_be16(&out, TPM_ALG_CFB);
        return device_test_parms(device, data, out.size) == 0;
}

static void yes_or_no(struct report *report, const char *what, bool can)
{
        report_line(report, what, can ? "yes" : "no", can ? NULL : "yes");
}

static void at_least(struct report *report, const char *what, uint32_t found, uint32_t least)
{
        char has[24];
        char wanted[32];

        snprintf(has, sizeof(has), "%u", found);
        snprintf(wanted, sizeof(wanted), "%u or more", least);
        report_line(report, what, has, found >= least ? NULL : wanted);
}

/* @what begins as "requirement". */
static void check(struct report *report, struct device *device,
                  const struct profile_requirement *it, char what[80])
{
        switch (it->kind) {
        case PROFILE_REQUIRE_ALGORITHM:
                snprintf(what, 80, "algorithm %s", word_or_number(algorithm_words, it->value));
                yes_or_no(report, what, in_list(device, DEVICE_ALGORITHMS, UINT32_MAX, it->value));
                break;
        case PROFILE_REQUIRE_CURVE:
                snprintf(what, 80, "curve %s", word_or_number(curve_words, it->value));
                yes_or_no(report, what, in_list(device, DEVICE_CURVES, UINT32_MAX, it->value));
                break;
        case PROFILE_REQUIRE_RSA_BITS:
                snprintf(what, 80, "RSA keys of %u bits", it->value);
                yes_or_no(report, what, can_rsa(device, it->value));
                break;
        case PROFILE_REQUIRE_AES_BITS:
                snprintf(what, 80, "AES keys of %u bits", it->value);
                yes_or_no(report, what, can_aes(device, it->value));
                break;
        case PROFILE_REQUIRE_NV_INDEX_MAX:
                at_least(report, "bytes of an NV index", device_property(device, PT_NV_INDEX_MAX),
                         it->value);
                break;
        case PROFILE_REQUIRE_PERSISTENT:
                at_least(report, "persistent objects",
                         device_property(device, PT_HR_PERSISTENT) +
                                 device_property(device, PT_HR_PERSISTENT_AVAIL),
                         it->value);
                break;
        case PROFILE_REQUIRE_LIBTPMS:
                break; /* no TPM says it: what it gives is asked for by the others */
        default:
                snprintf(what, 80, "command %s", word_or_number(command_words, it->value));
                yes_or_no(report, what, in_list(device, DEVICE_COMMANDS, COMMAND_INDEX, it->value));
                break;
        }
}

void conform_requirements(struct report *report, struct device *device,
                          const struct profile *profile)
{
        char what[80];

        for (uint32_t i = 0; i < profile->requirement_count; i++)
                check(report, device, &profile->requirements[i], what);
}

static void list_banks(struct text *out, const uint16_t *banks, size_t count)
{
        for (size_t i = 0; i < count; i++)
                text_add(out, "%s%s", i ? " " : "", word_or_number(hash_words, banks[i]));
        if (count == 0)
                text_add(out, "none");
}

static bool among(const uint16_t *banks, size_t count, uint16_t bank)
{
        for (size_t i = 0; i < count; i++)
                if (banks[i] == bank)
                        return true;
        return false;
}

void conform_banks(struct report *report, struct device *device, const struct profile *profile)
{
        uint16_t banks[DEVICE_BANKS_MAX];
        struct text found = { 0 };
        struct text expected = { 0 };
        size_t count;
        bool same;

        if (profile->bank_count == 0)
                return;
        same = device_banks(device, banks, &count) == 0 && count == profile->bank_count;
        for (size_t i = 0; same && i < count; i++)
                same = among(profile->banks, profile->bank_count, banks[i]);
        list_banks(&found, banks, count);
        list_banks(&expected, profile->banks, profile->bank_count);
        report_line(report, "PCR banks", found.data, same ? NULL : expected.data);
}
