/* guest/probe/start.c - the order of the tests. */
#include "guest/probe/probe.h"

void probe_start(uint64_t calling_area, const struct secrets_page *secrets, uint64_t cpuid_page);

void probe_start(uint64_t calling_area, const struct secrets_page *secrets, uint64_t cpuid_page)
{
        /* The console needs the GHCB, so nothing can be said before it is shared. */
        probe = (struct probe){ calling_area, secrets, cpuid_page };
        share_ghcb();
        give_to_host(shared_page());
        probe_log("starts at VMPL%u, SVSM at %lx", secrets->svsm_guest_vmpl, secrets->svsm_base);
        bad_addresses_init();
        test_core();
        test_pvalidate();
        test_vcpus();
        test_vtpm();
        test_attest();
        /* Needs the second vCPU of test_vcpus() and the TPM that test_vtpm() has started. */
        test_both_vcpus();
        measure();
        probe_log("%u passed, %u failed", probe_passed, probe_failed);
        /*
         * The reason is 0 only if no test failed, which softsnp turns into its exit status (GHCB
         * 2.0, section 4.1.13).
         */
        msr_protocol(GHCB_MSR_TERMINATE | (probe_failed ? 1 << 16 : 0) |
                     GHCB_REASON_SET_CASHEW << 12);
}
