/*
 * tools/attest/rules.h - options of `cashew attest verify` that say what a report must be: for each key of a policy (tools/policy/
 * file.h) that is about reports one, in the same words. What a command line says comes on top of what a policy's file has said.
 */
#ifndef TOOLS_ATTEST_RULES_H
#define TOOLS_ATTEST_RULES_H

#include "tools/policy/policy.h"

/* Which key an option's value is of. */
enum rule_option {
        RULE_CRL,
        RULE_CHIP,
        RULE_VMPL,
        RULE_TIME,
        RULE_MINIMUM_TCB,
        RULE_PLATFORM,
        RULE_GUEST_POLICY,
        RULE_GUEST_ABI,
        RULE_FIRMWARE,
        RULE_HOST_DATA,
        RULE_VCEK, /* this and what follows: allow or refuse */
        RULE_VLEK,
        RULE_MASKED_CHIP,
        RULE_PROVISIONAL,
        RULE_UNKNOWN_BITS,
        RULE_DEBUG,
        RULE_MIGRATION,
};

/* Puts what @text says into @policy. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int rules_read(enum rule_option option, const char *text,
                                                   struct ca_policy *policy);

#endif
