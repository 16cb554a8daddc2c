/*
 * The MSR protocol's answers (GHCB 2.0, "MSR protocol"; Linux arch/x86/include/asm/sev-common.h):
 * version and C-bit, features, CPUID, preferred GHCB, registration, page state; each answer is the
 * request's function plus one.
 *
 * Broken on purpose by answering CPUID with EAX whatever register was asked for: the three CPUID
 * checks fail.
 */
#include "tests/machine/runtime/test.h"

static uint64_t ask_cpuid(uint32_t function, unsigned int reg)
{
        return msr_protocol((uint64_t)function << 32 | (uint64_t)reg << 30 |
                            GHCB_MSR_CPUID_REQUEST);
}

extern uint32_t cbit_position;

void test_main(void)
{
        uint64_t info = msr_protocol(GHCB_MSR_SEV_INFO_REQUEST);
        uint64_t features = msr_protocol(GHCB_MSR_FEATURES_REQUEST);
        uint64_t page = spare_page(0);

        CHECK_EQUAL(info & GHCB_MSR_FUNCTION_MASK, GHCB_MSR_SEV_INFO);
        CHECK(info >> 48 >= 2);
        CHECK((info >> 32 & 0xffff) <= 2);
        CHECK_EQUAL(info >> 24 & 0xff, cbit_position);

        CHECK_EQUAL(features & GHCB_MSR_FUNCTION_MASK, GHCB_MSR_FEATURES);
        CHECK(features >> 12 & GHCB_FEATURE_SNP);
        CHECK(features >> 12 & GHCB_FEATURE_AP_CREATION);
        CHECK(features >> 12 & GHCB_FEATURE_MULTI_VMPL);

        /* "AuthenticAMD": EBX, EDX, ECX. */
        CHECK_EQUAL(ask_cpuid(0, 1),
                    UINT64_C(0x68747541) << 32 | 1u << 30 | GHCB_MSR_CPUID_RESPONSE);
        CHECK_EQUAL(ask_cpuid(0, 3),
                    UINT64_C(0x69746e65) << 32 | 3u << 30 | GHCB_MSR_CPUID_RESPONSE);
        CHECK_EQUAL(ask_cpuid(0, 2),
                    UINT64_C(0x444d4163) << 32 | 2u << 30 | GHCB_MSR_CPUID_RESPONSE);

        CHECK_EQUAL(msr_protocol(GHCB_MSR_PREFERRED_REQUEST) & GHCB_MSR_FUNCTION_MASK,
                    GHCB_MSR_PREFERRED);
        CHECK_EQUAL(msr_protocol(page | GHCB_MSR_REGISTER_REQUEST), page | GHCB_MSR_REGISTERED);
        make_private(page);
        make_shared(page);
}
