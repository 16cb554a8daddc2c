/*
 * lib/snp/ghcb_msr.c - the MSR protocol (GHCB 2.0, section 2.3.1): request and answer are one 64-bit value, whose lowest 12 bits
 * say what it is. See ghcb_client.h.
 *
 * It needs no shared memory, so that it is what a guest begins with, and what it ends with when it trusts its pages no more.
 * An answer of another function than the question's is none: the host owes nothing, and has the register first.
 */
#include "lib/base/address.h"
#include "lib/snp/ghcb_client.h"
#include "lib/x86/msr.h"

static unsigned int function_of(uint64_t value)
{
        return (unsigned int)(value & GHCB_MSR_FUNCTION_MASK);
}

/* One request in MSR_GHCB; returns what is in it afterwards. */
static uint64_t ghcb_msr_call(uint64_t request)
{
        wrmsr(MSR_GHCB, request);
        vmgexit();
        return rdmsr(MSR_GHCB);
}

enum ghcb_status ghcb_msr_sev_info(struct ghcb_sev_info *out)
{
        uint64_t answer = ghcb_msr_call(GHCB_MSR_SEV_INFO_REQUEST);

        if (function_of(answer) != GHCB_MSR_SEV_INFO)
                return GHCB_NO_ANSWER;
        out->version_most = (uint16_t)(answer >> 48);
        out->version_least = (uint16_t)(answer >> 32);
        out->c_bit = (uint8_t)(answer >> 24);
        return GHCB_OK;
}

enum ghcb_status ghcb_msr_features(uint64_t *out)
{
        uint64_t answer = ghcb_msr_call(GHCB_MSR_FEATURES_REQUEST);

        if (function_of(answer) != GHCB_MSR_FEATURES)
                return GHCB_NO_ANSWER;
        *out = answer >> 12;
        return GHCB_OK;
}

enum ghcb_status ghcb_msr_cpuid(uint32_t function, enum ghcb_cpuid_register which, uint32_t *out)
{
        uint64_t request =
                (uint64_t)function << 32 | (uint64_t)which << 30 | GHCB_MSR_CPUID_REQUEST;
        uint64_t answer = ghcb_msr_call(request);

        if (function_of(answer) != GHCB_MSR_CPUID_RESPONSE)
                return GHCB_NO_ANSWER;
        *out = (uint32_t)(answer >> 32);
        return GHCB_OK;
}

/* The host may name another page that it would prefer; we take none but ours. */
enum ghcb_status ghcb_msr_register(uint64_t gpa)
{
        uint64_t answer = ghcb_msr_call(page_down(gpa) | GHCB_MSR_REGISTER_REQUEST);

        if (function_of(answer) != GHCB_MSR_REGISTERED)
                return GHCB_NO_ANSWER;
        return page_down(answer) == page_down(gpa) ? GHCB_OK : GHCB_REFUSED;
}

enum ghcb_status ghcb_msr_page_state(uint64_t gpa, unsigned int operation)
{
        uint64_t answer =
                ghcb_msr_call((uint64_t)operation << 52 | page_down(gpa) | GHCB_MSR_PSC_REQUEST);

        if (function_of(answer) != GHCB_MSR_PSC_RESPONSE)
                return GHCB_NO_ANSWER;
        return answer >> 32 ? GHCB_REFUSED : GHCB_OK;
}

enum ghcb_status ghcb_msr_run_vmpl(unsigned int vmpl)
{
        uint64_t answer = ghcb_msr_call((uint64_t)vmpl << 32 | GHCB_MSR_RUN_VMPL_REQUEST);

        if (function_of(answer) != GHCB_MSR_RUN_VMPL_RESPONSE)
                return GHCB_NO_ANSWER;
        return answer >> 32 ? GHCB_REFUSED : GHCB_OK;
}

/* A host that does not end the machine gets asked for ever: nothing behind this call may run. */
void ghcb_msr_terminate(unsigned int set, unsigned int reason)
{
        for (;;) {
                ghcb_msr_call((uint64_t)(reason & 0xff) << 16 | (uint64_t)(set & 0xf) << 12 |
                              GHCB_MSR_TERMINATE);
                __asm__ volatile("hlt" : : : "memory");
        }
}
