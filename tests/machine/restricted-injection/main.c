/*
 * A VMPL whose save area asks for restricted injection gets #HV and no other event, whatever RFLAGS.IF is; what it stands for is in its
 * doorbell page: one vector at a time, one #HV until the guest clears NoFurtherSignal; HLT ends by it. #HV IPI sends as the command register
 * does (GHCB 2.0, sections 4.1.10 and 5; __sev_snp_inject(), sev_snp_blocked(), sev_snp_hv_doorbell_page(), sev_snp_hv_ipi() in Linux with
 * planes, arch/x86/kvm/svm/sev.c). Only where the hypervisor's features have it.
 *
 * Broken on purpose by injecting the vector itself.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define DOORBELL_SET   1
#define DOORBELL_QUERY 2
#define DOORBELL_CLEAR 3
#define NO_MORE        0x80
#define NMI_PENDING    1
#define SHORT          20 /* milliseconds */

static volatile unsigned int step;
static struct ghcb *ghcb_of_vcpu1;
static uint64_t answers[6];

static uint64_t doorbell_event(uint64_t request, uint64_t page)
{
        memset(ghcb_of_vcpu1->valid_bitmap, 0, sizeof(ghcb_of_vcpu1->valid_bitmap));
        ghcb_event(ghcb_of_vcpu1, GHCB_EVENT_HV_DOORBELL, request, page);
        return (uint32_t)ghcb_of_vcpu1->exit_info1 ? UINT32_MAX : ghcb_of_vcpu1->exit_info2;
}

static void on_vcpu1(void)
{
        uint64_t page = spare_page(3);
        volatile uint8_t *doorbell = shared_view(page);

        ghcb_of_vcpu1 = another_ghcb(spare_page(2));
        use_ghcb(ghcb_of_vcpu1);
        give_away(page);
        answers[0] = doorbell_event(DOORBELL_SET, page + 8);
        answers[1] = doorbell_event(DOORBELL_QUERY, 0);
        answers[2] = doorbell_event(DOORBELL_SET, page);
        answers[3] = doorbell_event(DOORBELL_QUERY, 0);
        doorbell[0] = 0;
        doorbell[1] = 0;
        start_x2apic();
        step = 1;
        __asm__ volatile("hlt");
        step = 2;
        while (step == 2)
                cpu_relax();
        /* The first is taken out: the next is there, without another #HV. */
        doorbell[0] = 0;
        (void)get_msr(X2APIC(X2_ID));
        step = 4;
        while (step == 4)
                cpu_relax();
        doorbell[0] = 0;
        doorbell[1] = 0;
        step = 6;
        __asm__ volatile("hlt");
        step = 7;
}

static void send(uint32_t command)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_HV_IPI, UINT64_C(1) << 32 | command, 0);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
}

void test_main(void)
{
        volatile uint8_t *doorbell = shared_view(spare_page(3));

        CHECK(launch_features() & SEV_FEATURE_RESTRICTED_INJECTION);
        count_vectors();
        start_x2apic();
        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&step, 1);
        CHECK_EQUAL(answers[0], UINT32_MAX);
        CHECK_EQUAL(answers[1], UINT64_MAX);
        CHECK_EQUAL(answers[2], spare_page(3));
        CHECK_EQUAL(answers[3], spare_page(3));
        CHECK_EQUAL(taken_count, 0);

        send(0x41);
        wait_until(&step, 2);
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], VECTOR_HV);
        CHECK_EQUAL(doorbell[0], 0x41);
        CHECK_EQUAL(doorbell[1], NO_MORE);

        send(0x51);
        CHECK(!changes_from(&taken_count, 1, SHORT));
        CHECK_EQUAL(doorbell[0], 0x41);
        step = 3;
        wait_until(&step, 4);
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(doorbell[0], 0x51);

        step = 5;
        wait_until(&step, 6);
        send(ICR_NMI);
        wait_until(&step, 7);
        CHECK_EQUAL(taken_count, 2);
        CHECK_EQUAL(taken[1], VECTOR_HV);
        CHECK_EQUAL(doorbell[0], 0);
        CHECK_EQUAL(doorbell[1], NO_MORE | NMI_PENDING);
}
