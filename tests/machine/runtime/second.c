/* tests/machine/runtime/second.c - vCPU 1 at VMPL0. */
#include "tests/machine/runtime/test.h"

#define OTHER_VMPL \
        1 /* RMPADJUST cannot name its own; who holds the VMSA bit does not depend on it */

static _Alignas(16) uint8_t stack[16384];

extern const char vcpu1_entry[];

void make_vcpu1_vmsa(uint64_t page, void (*function)(void))
{
        make_private(page);
        fill_vmsa(private_view(page), 0, vcpu1_entry, function, stack + sizeof(stack));
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                              rmpadjust_attributes(OTHER_VMPL, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
}

bool request_vcpu1(unsigned int event, uint64_t vmsa)
{
        struct ap_request request = { 1, 0, event, launch_features(), vmsa };

        return ap_creation(test_ghcb(), &request) == GHCB_RESULT_OK;
}

volatile unsigned int first_rounds, second_rounds;

void count_first(void)
{
        for (;;) {
                first_rounds++;
                cpu_relax();
        }
}

void count_second(void)
{
        for (;;) {
                second_rounds++;
                cpu_relax();
        }
}

#define FASTEST_MHZ \
        6000 /* of any processor with SEV-SNP: too fast a count waits longer, and harms nothing */

/* Without Secure TSC nobody tells how fast the counter counts. */
static uint64_t ticks_of(unsigned int milliseconds)
{
        uint64_t features = rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;
        uint64_t mhz = features & SEV_FEATURE_SECURE_TSC ? rdmsr(MSR_GUEST_TSC_FREQ) : FASTEST_MHZ;

        return mhz * 1000 * milliseconds;
}

/* PAUSE passes the turn to the other vCPU (docs/softsnp.md). */
bool changes_from(const volatile unsigned int *counter, unsigned int value,
                  unsigned int milliseconds)
{
        uint64_t end = rdtsc() + ticks_of(milliseconds);

        while (*counter == value && rdtsc() < end)
                cpu_relax();
        return *counter != value;
}
