/*
 * services/vtpm/libtpms/profile.h - libtpms' own profiles (TPMLIB_SetProfile, libtpms 0.10): which commands and algorithms a TPM has,
 * and which versions of libtpms can read its state. A TPM gets one when it is made, keeps it, and has it in its state.
 */
#ifndef SERVICES_VTPM_LIBTPMS_PROFILE_H
#define SERVICES_VTPM_LIBTPMS_PROFILE_H

#include "lib/profile/compiled.h"

#include <stdbool.h>

#define LIBTPMS_PROFILE_NAME 32 /* with its terminating zero */

/*
 * Before the first vtpm_power_on() of a TPM: it will have the profile that @profile names, or the newest
 * that this libtpms has. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int libtpms_profile_choose(const struct profile *profile);

/* The one that the TPM has; "null" with a libtpms that has no profiles. */
void libtpms_profile_active(char name[LIBTPMS_PROFILE_NAME]);

/* The name of a requirement PROFILE_REQUIRE_LIBTPMS of @value. */
void libtpms_profile_name(uint32_t value, char name[LIBTPMS_PROFILE_NAME]);

#endif
