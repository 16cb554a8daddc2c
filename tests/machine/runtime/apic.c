/* tests/machine/runtime/apic.c - see apic.h. */
#include "lib/base/memory.h"
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define STACK_SIZE  4096
#define VCPUS_MOST  64
#define OTHER_VMPL  1
#define APIC_ENABLE 0xc00 /* and x2APIC mode */

volatile unsigned int taken_count;
volatile uint8_t taken[VECTORS_TAKEN];

static _Alignas(16) uint8_t stacks[VCPUS_MOST][STACK_SIZE];
/* By vCPU; all but vCPU 0 run on @stacks. */
static struct ghcb *in_use[VCPUS_MOST];

extern const char vcpu1_entry[];
extern const uint64_t vector_entries[VECTOR_COUNT];
extern const char nmi_counts[], hv_counts[];
void vector_taken(uint64_t vector);

static unsigned int who(void)
{
        uint64_t offset = (uint64_t)__builtin_frame_address(0) - (uint64_t)stacks;

        return offset < sizeof(stacks) ? (unsigned int)(offset / STACK_SIZE) : 0;
}

struct ghcb *another_ghcb(uint64_t page)
{
        struct ghcb *ghcb = shared_view(page);

        give_away(page);
        if (msr_protocol(page | GHCB_MSR_REGISTER_REQUEST) != (page | GHCB_MSR_REGISTERED))
                msr_protocol(GHCB_MSR_TERMINATE | 0xfd << 16 | GHCB_REASON_SET_CASHEW << 12);
        memset(ghcb, 0, sizeof(*ghcb));
        return ghcb;
}

void use_ghcb(struct ghcb *ghcb)
{
        in_use[who()] = ghcb;
}

static struct ghcb *current(void)
{
        struct ghcb *ghcb = in_use[who()];

        if (!ghcb)
                ghcb = test_ghcb();
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        return ghcb;
}

uint32_t write_msr(uint32_t number, uint64_t value)
{
        struct ghcb *ghcb = current();

        GHCB_SET(ghcb, rcx, number);
        GHCB_SET(ghcb, rax, (uint32_t)value);
        GHCB_SET(ghcb, rdx, value >> 32);
        ghcb_event(ghcb, GHCB_EVENT_MSR, 1, 0);
        return (uint32_t)ghcb->exit_info1;
}

uint32_t read_msr(uint32_t number, uint64_t *value)
{
        struct ghcb *ghcb = current();

        GHCB_SET(ghcb, rcx, number);
        ghcb_event(ghcb, GHCB_EVENT_MSR, 0, 0);
        *value = (uint32_t)ghcb->rax | ghcb->rdx << 32;
        return (uint32_t)ghcb->exit_info1;
}

void set_msr(uint32_t number, uint64_t value)
{
        uint32_t result = write_msr(number, value);

        test_check(result == GHCB_RESULT_OK, "write of MSR %x: %x", number, result);
}

uint64_t get_msr(uint32_t number)
{
        uint64_t value;
        uint32_t result = read_msr(number, &value);

        test_check(result == GHCB_RESULT_OK, "read of MSR %x: %x", number, result);
        return value;
}

uint32_t mmio_read(uint64_t address)
{
        struct ghcb *page = current();
        uint64_t physical = (uint64_t)page - (uint64_t)shared_view(0);

        GHCB_SET(page, scratch, physical + offsetof(struct ghcb, shared_buffer));
        ghcb_event(page, GHCB_EVENT_MMIO_READ, address, 4);
        CHECK_EQUAL((uint32_t)page->exit_info1, GHCB_RESULT_OK);
        return *(volatile uint32_t *)(void *)page->shared_buffer;
}

void start_x2apic(void)
{
        set_msr(MSR_APIC_BASE, get_msr(MSR_APIC_BASE) | APIC_ENABLE);
        set_msr(X2APIC(X2_SVR), SVR_ENABLED);
}

void vector_taken(uint64_t vector)
{
        unsigned int n = __atomic_fetch_add(&taken_count, 1, __ATOMIC_SEQ_CST);

        taken[n % VECTORS_TAKEN] = (uint8_t)vector;
}

void count_vectors(void)
{
        for (unsigned int i = 0; i < VECTOR_COUNT; i++)
                set_gate(FIRST_VECTOR + i, vector_entries[i]);
        set_gate(VECTOR_NMI, (uint64_t)nmi_counts);
        set_gate(VECTOR_HV, (uint64_t)hv_counts);
}

void enable_interrupts(void)
{
        __asm__ volatile("sti" : : : "memory");
}

void disable_interrupts(void)
{
        __asm__ volatile("cli" : : : "memory");
}

void allow_interrupts(void)
{
        __asm__ volatile("sti\n\tnop\n\tnop\n\tnop\n\tcli" : : : "memory");
}

void wait_for_interrupt(void)
{
        __asm__ volatile("sti\n\thlt\n\tcli" : : : "memory");
}

void start_vcpu(unsigned int vcpu, uint64_t page, void (*function)(void))
{
        struct ap_request request = { vcpu, 0, GHCB_AP_CREATE, launch_features(), page };

        make_private(page);
        fill_vmsa(private_view(page), 0, vcpu1_entry, function, stacks[vcpu] + STACK_SIZE);
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                              rmpadjust_attributes(OTHER_VMPL, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(ap_creation(test_ghcb(), &request), GHCB_RESULT_OK);
}

void wait_until(const volatile unsigned int *counter, unsigned int value)
{
        for (unsigned int tries = 0; *counter != value && tries < 1000; tries++)
                (void)changes_from(counter, *counter, 20);
        CHECK_EQUAL(*counter, value);
}
