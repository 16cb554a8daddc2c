/* tools/policy/words.c - see words.h. What each word demands is in tools/evidence/demands.c. */
#include "tools/policy/words.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/common/number.h"

#define PART_MOST 255

/*
 * Bits of PLATFORM_INFO, by what is wanted of them: "smt-off" and "rapl-off" are good news, so they
 * are said, not their opposites.
 */
static const struct word platform_words[] = {
        { "smt-off", DEMAND_SMT_OFF },
        { "tsme", DEMAND_TSME },
        { "ecc", DEMAND_ECC },
        { "rapl-off", DEMAND_RAPL_OFF },
        { "ciphertext-hiding", DEMAND_CIPHERTEXT },
        { "alias-check", DEMAND_ALIAS_CHECK },
        { "tio", DEMAND_TIO },
        { "tio-off", DEMAND_TIO_OFF },
};
const struct words policy_platform_words = WORDS(platform_words);

static const struct word guest_words[] = {
        { "smt-off", DEMAND_GUEST_SMT_OFF },
        { "single-socket", DEMAND_GUEST_SINGLE_SOCKET },
        { "cxl-off", DEMAND_GUEST_CXL_OFF },
        { "aes-256-xts", DEMAND_GUEST_AES_256_XTS },
        { "rapl-off", DEMAND_GUEST_RAPL_OFF },
        { "ciphertext-hiding", DEMAND_GUEST_CIPHERTEXT },
        { "page-swap-off", DEMAND_GUEST_PAGE_SWAP_OFF },
};
const struct words policy_guest_words = WORDS(guest_words);

static const struct word allow_words[] = { { "refuse", 0 }, { "allow", 1 } };
const struct words policy_allow_words = WORDS(allow_words);

void policy_settle_guest(struct report_demands *demands)
{
        if (demands->guest & DEMAND_GUEST_SINGLE_SOCKET)
                demands->single_socket = true;
        demands->guest &= ~DEMAND_GUEST_SINGLE_SOCKET;
}

/* A day alone is its first second. UTC always: a verdict must not hinge on where it is made. */
bool policy_read_time(const char *text, int64_t *out)
{
        static const char *const formats[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ",
                                               "%Y-%m-%d %H:%M:%SZ" };
        uint64_t seconds;

        if (*text == '@') {
                if (!number_read(text + 1, INT64_MAX, &seconds))
                        return false;
                *out = (int64_t)seconds;
                return true;
        }
        for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
                struct tm tm = { 0 };
                struct tm again;
                const char *end = strptime(text, formats[i], &tm);
                time_t time;

                if (!end || *end != '\0')
                        continue;
                again = tm;
                time = timegm(&again);
                if (again.tm_mday != tm.tm_mday || time < 0) /* the 31st of February */
                        return false;
                *out = (int64_t)time;
                return true;
        }
        return false;
}

bool policy_read_chip(const char *text, uint8_t out[SNP_CHIP_ID_SIZE])
{
        uint8_t chip[SNP_CHIP_ID_SIZE] = { 0 };
        size_t size = 0;

        if (strchr(text, ':') ||
            OPENSSL_hexstr2buf_ex(chip, sizeof(chip), &size, text, '\0') != 1 ||
            (size != SNP_CHIP_ID_SIZE && size != 8))
                return false;
        memcpy(out, chip, sizeof(chip));
        return true;
}

bool policy_read_version(const char *text, struct firmware_version *out)
{
        uint64_t parts[3] = { 0 };
        char copy[16];
        char *rest = copy;
        size_t count = 0;

        if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
                return false;
        while (rest) {
                const char *part = strsep(&rest, ".");

                if (count == 3 || !number_read(part, PART_MOST, &parts[count]))
                        return false;
                count++;
        }
        if (count < 2)
                return false;
        *out = (struct firmware_version){ (uint8_t)parts[0], (uint8_t)parts[1], (uint8_t)parts[2] };
        return true;
}

/* `cashew chip` calls the boot loader otherwise; both words mean it. */
bool policy_read_tcb(const char *text, struct snp_tcb *out)
{
        static char *const names[] = { "boot-loader", "bootloader", "tee", "snp",
                                       "microcode",   "fmc",        NULL };
        struct snp_tcb tcb = *out;
        uint8_t *const parts[] = { &tcb.boot_loader, &tcb.boot_loader, &tcb.tee,
                                   &tcb.snp,         &tcb.microcode,   &tcb.fmc };
        char copy[128];
        char *list = copy;

        if (*text == '\0' || snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
                return false;
        while (*list) {
                uint64_t number;
                char *value;
                int name = getsubopt(&list, names, &value);

                if (name < 0 || !value || !number_read(value, PART_MOST, &number))
                        return false;
                *parts[name] = (uint8_t)number;
        }
        *out = tcb;
        return true;
}
