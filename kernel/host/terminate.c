/* kernel/host/terminate.c - the end, as the host is told. */
#include "kernel/arch/arch.h"
#include "lib/snp/ghcb_client.h"

void arch_terminate(unsigned int reason)
{
        ghcb_msr_terminate(GHCB_REASON_SET_CASHEW, reason);
}
