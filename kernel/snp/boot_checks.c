/*
 * kernel/snp/boot_checks.c - is this a host that we can run on? Before there is a console: the reason code is all it hears.
 *
 * SEV_STATUS is the processor's (APM vol. 2, section 15.34); version, C-bit and features are the host's answers by the MSR
 * protocol (GHCB 2.0, section 2.3.1). None of them is trusted: they tell early, and with a reason, what would fail later.
 */
#include "kernel/arch/page_table.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/snp/vcpu.h"
#include "lib/x86/msr.h"

/* Page state changes and messages to the security processor, other vCPUs, and a guest at another VMPL. */
#define NEEDED_FEATURES (GHCB_FEATURE_SNP | GHCB_FEATURE_AP_CREATION | GHCB_FEATURE_MULTI_VMPL)

static uint64_t features;

uint64_t snp_host_features(void)
{
        return features;
}

static void check_version(void)
{
        struct ghcb_sev_info info;

        if (ghcb_msr_sev_info(&info) != GHCB_OK)
                kernel_stop(TERMINATE_PROTOCOL, "no answer about the GHCB protocol");
        if (info.version_least > GHCB_PROTOCOL_VERSION || info.version_most < GHCB_PROTOCOL_VERSION)
                kernel_stop(TERMINATE_PROTOCOL, "the host speaks GHCB %u to %u, not 2",
                            info.version_least, info.version_most);
        if (UINT64_C(1) << (info.c_bit & 63) != arch_pte_private())
                kernel_stop(TERMINATE_HOST_LIES, "the host says C-bit %u, the CPUID page does not",
                            info.c_bit);
}

void snp_check_host(void)
{
        uint64_t status = rdmsr(MSR_SEV_STATUS);

        if (!(status & SEV_STATUS_SNP))
                kernel_stop(TERMINATE_PROTOCOL, "no SEV-SNP: status 0x%lx", status);
        check_version();
        if (ghcb_msr_features(&features) != GHCB_OK)
                kernel_stop(TERMINATE_PROTOCOL, "no answer about the host's features");
        if ((features & NEEDED_FEATURES) != NEEDED_FEATURES)
                kernel_stop(TERMINATE_PROTOCOL, "the host's features are 0x%lx, 0x%lx are needed",
                            features, NEEDED_FEATURES);
}
