/*
 * A right that is taken is taken from every vCPU at once: one that is in the guest and has the
 * page's translation comes out and forgets it. vCPU 1 reads a shared page for ever; when the page
 * becomes private the next read stops the machine.
 *
 * Broken on purpose by not interrupting the other CPUs in npt_flush(): vCPU 1 reads on.
 */
#include "tests/machine/runtime/test.h"

static volatile unsigned int rounds;

static void read_for_ever(void)
{
        volatile uint8_t *byte = shared_view(spare_page(0));

        for (;;) {
                (void)*byte;
                rounds++;
                cpu_relax();
        }
}

void test_main(void)
{
        (void)test_ghcb();
        give_away(spare_page(0));
        make_vcpu1_vmsa(spare_page(1), read_for_ever);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(1)));
        CHECK(changes_from(&rounds, 0, 2000));
        make_private(spare_page(0));
        (void)changes_from(&rounds, rounds, 50);
        test_check(!changes_from(&rounds, rounds, 50), "vCPU 1 reads what is private");
}
