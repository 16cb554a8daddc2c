/*
 * 64 vCPUs: each comes up at VMPL0 with its ID, sleeps, and wakes by an interrupt to all, the last of them by its logical ID too.
 *
 * Broken on purpose by a machine of 16.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define VCPUS 64

static volatile unsigned int up, leave;

static void on_another(void)
{
        uint64_t id;

        use_ghcb(another_ghcb(spare_page(256 + up)));
        start_x2apic();
        id = get_msr(X2APIC(X2_ID));
        if (id == up + 1)
                up++;
        while (!leave)
                wait_for_interrupt();
}

static unsigned int vcpu_count(void)
{
        struct ghcb *ghcb = test_ghcb();
        uint32_t *list = shared_view(spare_page(300));

        give_away(spare_page(300));
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, 1);
        ghcb_event(ghcb, GHCB_EVENT_APIC_ID_LIST, spare_page(300), 0);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        return list[0];
}

/* One after the other, so that @up is the number of the one that comes up, less 1. */
void test_main(void)
{
        unsigned int count = vcpu_count();

        CHECK_EQUAL(count, VCPUS);
        count_vectors();
        start_x2apic();
        for (unsigned int vcpu = 1; vcpu < count; vcpu++) {
                start_vcpu(vcpu, spare_page(vcpu), on_another);
                wait_until(&up, vcpu);
        }
        set_msr(X2APIC(X2_ICR), ICR_TO_OTHERS | 0x41);
        wait_until(&taken_count, count - 1);
        /* The last one alone, which is the last of its cluster. */
        set_msr(X2APIC(X2_ICR),
                (uint64_t)((count - 1) / 16 << 16 | 1u << 15) << 32 | ICR_TO_LOGIC | 0x51);
        wait_until(&taken_count, count);
        leave = 1;
}
