/* services/vtpm/libtpms/profile.c - see profile.h. */
#include "services/vtpm/libtpms/profile.h"
#include "services/runtime/service.h"

#include <libtpms/tpm_error.h>
#include <libtpms/tpm_library.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* enum TPMLIB_InfoFlags of 0.10: an earlier one has neither these nor the function. */
#define INFO_ACTIVE_PROFILE     32
#define INFO_AVAILABLE_PROFILES 64

#define NAME_KEY       "\"Name\":\""
#define DEFAULT_PREFIX "default-v"

TPM_RESULT TPMLIB_SetProfile(const char *profile) __attribute__((weak));

void libtpms_profile_name(uint32_t value, char name[LIBTPMS_PROFILE_NAME])
{
        if (value == PROFILE_LIBTPMS_NULL)
                snprintf(name, LIBTPMS_PROFILE_NAME, "null");
        else
                snprintf(name, LIBTPMS_PROFILE_NAME, DEFAULT_PREFIX "%u",
                         (unsigned int)(value - PROFILE_LIBTPMS_NULL));
}

/* The first name in libtpms' JSON from @text on, which has no blanks in it; returns what follows, or NULL. */
static const char *next_name(const char *text, char name[LIBTPMS_PROFILE_NAME])
{
        const char *start = strstr(text, NAME_KEY);
        size_t length;

        if (!start)
                return NULL;
        start += strlen(NAME_KEY);
        length = strcspn(start, "\"");
        if (length >= LIBTPMS_PROFILE_NAME)
                length = LIBTPMS_PROFILE_NAME - 1;
        memcpy(name, start, length);
        name[length] = '\0';
        return start + length;
}

void libtpms_profile_active(char name[LIBTPMS_PROFILE_NAME])
{
        char *text = TPMLIB_SetProfile ? TPMLIB_GetInfo((enum TPMLIB_InfoFlags)INFO_ACTIVE_PROFILE)
                                       : NULL;

        if (!text || !next_name(text, name))
                snprintf(name, LIBTPMS_PROFILE_NAME, "null");
        free(text);
}

/* default-v1, later ones with higher numbers; 0 if there is none. */
static uint32_t newest(void)
{
        char *text = TPMLIB_GetInfo((enum TPMLIB_InfoFlags)INFO_AVAILABLE_PROFILES);
        char name[LIBTPMS_PROFILE_NAME];
        uint32_t best = 0;

        for (const char *at = text; at && (at = next_name(at, name));) {
                unsigned long number = 0;

                if (strncmp(name, DEFAULT_PREFIX, strlen(DEFAULT_PREFIX)) == 0)
                        number = strtoul(name + strlen(DEFAULT_PREFIX), NULL, 10);
                if (number > best && number < 1000)
                        best = (uint32_t)number;
        }
        free(text);
        return PROFILE_LIBTPMS_NULL + best;
}

static uint32_t named(const struct profile *profile)
{
        for (uint32_t i = 0; i < profile->requirement_count; i++) {
                if (profile->requirements[i].kind == PROFILE_REQUIRE_LIBTPMS)
                        return profile->requirements[i].value;
        }
        return 0;
}

/* A libtpms without profiles makes TPMs of what later ones call "null"; requirements_check() says what is missing. */
int libtpms_profile_choose(const struct profile *profile)
{
        char name[LIBTPMS_PROFILE_NAME];
        char json[LIBTPMS_PROFILE_NAME + 16];
        uint32_t wanted = named(profile);

        if (!TPMLIB_SetProfile)
                return 0;
        libtpms_profile_name(wanted ? wanted : newest(), name);
        snprintf(json, sizeof(json), "{\"Name\":\"%s\"}", name);
        if (TPMLIB_SetProfile(json) == TPM_SUCCESS)
                return 0;
        service_log("vtpm: stopped: libtpms has no profile %s", name);
        return -1;
}
