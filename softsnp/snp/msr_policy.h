/*
 * softsnp/snp/msr_policy.h - which MSRs a guest may reach through its GHCB. Pure: runs in tests on the host.
 */
#ifndef SOFTSNP_SNP_MSR_POLICY_H
#define SOFTSNP_SNP_MSR_POLICY_H

#include <stdint.h>

enum msr_action {
        MSR_FAULT,     /* #GP, as for every MSR that is not listed */
        MSR_PASS,      /* the CPU's own */
        MSR_READ_ONLY, /* the CPU's own to read, writes are ignored */
        MSR_FIXED,     /* reads give a value, writes are ignored */
};

/* What happens when a guest reads or writes a register through the GHCB. */
struct msr_rule {
        uint32_t first;
        uint32_t last;
        enum msr_action action;
        uint64_t value; /* of MSR_FIXED */
};

/* The rule for @number; never NULL. */
const struct msr_rule *msr_policy(uint32_t number);

#endif
