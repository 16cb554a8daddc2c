/* guest/probe/ghcb.c - what the guest shares with its host: the GHCB page and its MSR. */
#include "guest/probe/probe.h"
#include "lib/x86/msr.h"

struct probe probe;

static _Alignas(4096) uint8_t ghcb_page[4096];
static _Alignas(4096) uint8_t page_to_share[4096];

uint64_t msr_protocol(uint64_t request)
{
        wrmsr(MSR_GHCB, request);
        vmgexit();
        return rdmsr(MSR_GHCB);
}

uint64_t probe_ghcb_address(void)
{
        return (uint64_t)ghcb_page;
}

/*
 * The guest's first page tables map all memory again without the C-bit, 256 GiB further up
 * (kernel/guest/flat.c).
 */
struct ghcb *probe_ghcb(void)
{
        return (struct ghcb *)(probe_ghcb_address() + UINT64_C(0x4000000000));
}

/* For tests that offer the SVSM memory which the host can change meanwhile. */
uint64_t shared_page(void)
{
        return (uint64_t)page_to_share;
}
