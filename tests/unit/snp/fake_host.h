/*
 * tests/unit/snp/fake_host.h - a hypervisor in the test's process: MSR_GHCB is a variable, VMGEXIT a function call. To be
 * included before the code under test, which then uses these in place of the instructions.
 */
#ifndef TESTS_UNIT_SNP_FAKE_HOST_H
#define TESTS_UNIT_SNP_FAKE_HOST_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <string.h>

#define rdmsr   hardware_rdmsr
#define wrmsr   hardware_wrmsr
#define vmgexit hardware_vmgexit
#include "lib/snp/ghcb.h"
#include "lib/x86/msr.h"
#undef rdmsr
#undef wrmsr
#undef vmgexit

static struct {
        uint64_t msr;
        unsigned int exits;
        void (*answer)(void); /* what the host does at VMGEXIT */
} fake;

static inline uint64_t rdmsr(uint32_t number)
{
        assert_int_equal(number, MSR_GHCB);
        return fake.msr;
}

static inline void wrmsr(uint32_t number, uint64_t value)
{
        assert_int_equal(number, MSR_GHCB);
        fake.msr = value;
}

static inline void vmgexit(void)
{
        fake.exits++;
        fake.answer();
}

#endif
