/*
 * services/vtpm/requirements.c - see requirements.h. The TPM is asked what it has (TPM 2.0 Part 3,
 * TPM2_GetCapability and TPM2_TestParms) before anything is made, so that a profile that it cannot
 * keep stops the boot and leaves nothing behind.
 */
#include "services/vtpm/requirements.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/libtpms/profile.h"
#include "services/vtpm/libtpms/tpm.h"

#include "lib/wire/tpm_public.h"

#include <string.h>

static int at_least(uint32_t property, uint32_t least, bool *met)
{
        uint32_t value = 0;

        if (tpm_property(property, &value))
                return -1;
        *met = value >= least;
        return 0;
}

static bool is_post_quantum(uint32_t algorithm)
{
        return algorithm == TPM_ALG_ML_KEM || algorithm == TPM_ALG_ML_DSA ||
               algorithm == TPM_ALG_HASH_ML_DSA;
}

static bool has_libtpms_profile(uint32_t value)
{
        char wanted[LIBTPMS_PROFILE_NAME];
        char active[LIBTPMS_PROFILE_NAME];

        libtpms_profile_name(value, wanted);
        libtpms_profile_active(active);
        return strcmp(wanted, active) == 0;
}

static const char *kind_name(uint16_t kind, uint32_t value)
{
        switch (kind) {
        case PROFILE_REQUIRE_ALGORITHM:
                return is_post_quantum(value) ? "a post-quantum algorithm (ML-KEM, ML-DSA), here"
                                              : "algorithm";
        case PROFILE_REQUIRE_CURVE:
                return "curve";
        case PROFILE_REQUIRE_RSA_BITS:
                return "RSA keys whose bits are";
        case PROFILE_REQUIRE_AES_BITS:
                return "AES keys whose bits are";
        case PROFILE_REQUIRE_NV_INDEX_MAX:
                return "bytes of an NV index";
        case PROFILE_REQUIRE_LIBTPMS:
                return "libtpms' own profile";
        case PROFILE_REQUIRE_PERSISTENT:
                return "free persistent objects";
        default:
                return "command";
        }
}

static int check(const struct profile_requirement *requirement, bool *met)
{
        uint32_t value = requirement->value;

        switch (requirement->kind) {
        case PROFILE_REQUIRE_ALGORITHM:
                return tpm_has_algorithm((uint16_t)value, met);
        case PROFILE_REQUIRE_CURVE:
                return tpm_has_curve((uint16_t)value, met);
        case PROFILE_REQUIRE_RSA_BITS:
                return tpm_takes_rsa((uint16_t)value, met);
        case PROFILE_REQUIRE_AES_BITS:
                return tpm_takes_aes((uint16_t)value, met);
        case PROFILE_REQUIRE_NV_INDEX_MAX:
                return at_least(TPM_PT_NV_INDEX_MAX, value, met);
        case PROFILE_REQUIRE_LIBTPMS:
                *met = has_libtpms_profile(value);
                return 0;
        case PROFILE_REQUIRE_PERSISTENT:
                return at_least(TPM_PT_HR_PERSISTENT_FREE, value, met);
        default:
                return tpm_has_command(value, met);
        }
}

int requirements_check(const struct profile *profile)
{
        for (uint32_t i = 0; i < profile->requirement_count; i++) {
                const struct profile_requirement *requirement = &profile->requirements[i];
                bool met = false;

                if (check(requirement, &met))
                        return -1;
                if (!met) {
                        service_log("vtpm: stopped: this TPM cannot be of that profile: it does "
                                    "not have %s %u (0x%x)",
                                    kind_name(requirement->kind, requirement->value),
                                    (unsigned int)requirement->value,
                                    (unsigned int)requirement->value);
                        return -1;
                }
        }
        return 0;
}

static bool is_wanted(const struct profile *profile, uint16_t algorithm)
{
        for (uint32_t i = 0; i < profile->bank_count; i++) {
                if (profile->banks[i] == algorithm)
                        return true;
        }
        return false;
}

static bool has_bank(const struct tpm_banks *banks, uint16_t algorithm)
{
        for (uint32_t i = 0; i < banks->count; i++) {
                if (banks->algorithms[i] == algorithm)
                        return true;
        }
        return false;
}

static int check_banks(const struct profile *profile, const struct tpm_banks *banks)
{
        for (uint32_t i = 0; i < profile->bank_count; i++) {
                if (!has_bank(banks, profile->banks[i])) {
                        service_log("vtpm: stopped: this TPM cannot have a PCR bank of hash 0x%x",
                                    profile->banks[i]);
                        return -1;
                }
        }
        return 0;
}

/*
 * TPM2_PCR_Allocate changes all banks at once and takes effect when the TPM is switched on again.
 */
int banks_allocate(const struct profile *profile, bool *changed)
{
        struct tpm_banks banks;

        *changed = false;
        if (profile->bank_count == 0)
                return 0;
        if (tpm_read_banks(&banks) || check_banks(profile, &banks))
                return -1;
        for (uint32_t i = 0; i < banks.count; i++) {
                bool wanted = is_wanted(profile, banks.algorithms[i]);

                *changed |= wanted != banks.allocated[i];
                banks.allocated[i] = wanted;
        }
        return *changed ? tpm_allocate_banks(&banks) : 0;
}
