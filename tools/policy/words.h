/*
 * tools/policy/words.h - words and values of a policy as texts: what a file says behind a key, a command line says behind an
 * option, and both are read here.
 */
#ifndef TOOLS_POLICY_WORDS_H
#define TOOLS_POLICY_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/words.h"
#include "tools/evidence/rules.h"

extern const struct words policy_platform_words; /* DEMAND_*: what PLATFORM_INFO must say */
extern const struct words
        policy_guest_words; /* DEMAND_GUEST_*: what the guest's policy must insist on */
extern const struct words policy_allow_words; /* refuse: 0, allow: 1 */

/* The single socket among the guest's words is a demand of its own. */
void policy_settle_guest(struct report_demands *demands);

/* What is expected, for complaints. */
#define POLICY_TIME_EXPECTED    "2025-06-30, 2025-06-30T12:00:00Z or @SECONDS since 1970"
#define POLICY_CHIP_EXPECTED    "a chip ID of 128 hexadecimal digits, or Turin's of 16"
#define POLICY_VERSION_EXPECTED "MAJOR.MINOR or MAJOR.MINOR.BUILD, each up to 255"
#define POLICY_TCB_EXPECTED \
        "NAME=NUMBER, separated by commas, of boot-loader, tee, snp, microcode and fmc, up to 255"

/* Each returns false if @text is something else; then *@out is as it was. */
__attribute__((warn_unused_result)) bool policy_read_time(const char *text, int64_t *out);
__attribute__((warn_unused_result)) bool policy_read_chip(const char *text,
                                                          uint8_t out[SNP_CHIP_ID_SIZE]);
__attribute__((warn_unused_result)) bool policy_read_version(const char *text,
                                                             struct firmware_version *out);

/* "snp=8,microcode=115": parts that are not named stay. */
__attribute__((warn_unused_result)) bool policy_read_tcb(const char *text, struct snp_tcb *out);

#endif
