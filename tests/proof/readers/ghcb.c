/*
 * tests/proof/readers/ghcb.c - the page protocol against a host that writes to the page between any two reads of it.
 *
 * The fields of the page are volatile here, and every read of something volatile gives anything (goto-instrument --nondet-volatile).
 * Whatever the host does, nothing beside the page is touched, a request that succeeded has an answer that was asked for, and a change
 * of page states ends.
 */
#include "tests/proof/readers/any.h"

#define rdmsr    hardware_rdmsr
#define wrmsr    hardware_wrmsr
#define vmgexit  hardware_vmgexit
#define uint64_t volatile uint64_t
#define uint32_t volatile uint32_t
#define uint16_t volatile uint16_t
#define uint8_t  volatile uint8_t
#include "lib/snp/ghcb.h"
#undef uint64_t
#undef uint32_t
#undef uint16_t
#undef uint8_t
#include "lib/x86/msr.h"
#undef rdmsr
#undef wrmsr
#undef vmgexit

/* How often the host returns at most in a proof. */
#define EXITS 6

static unsigned int exits;

static uint64_t rdmsr(uint32_t number)
{
        __CPROVER_assert(number == MSR_GHCB, "only MSR_GHCB is read");
        return nondet_u64();
}

static void wrmsr(uint32_t number, uint64_t value)
{
        (void)value;
        __CPROVER_assert(number == MSR_GHCB, "only MSR_GHCB is written");
}

static void vmgexit(void)
{
        exits++;
        __CPROVER_assume(exits <= EXITS);
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(from, size), "memcpy: all bytes may be read");
        __CPROVER_assert(__CPROVER_w_ok(to, size), "memcpy: all bytes may be written");
        return to;
}

#include "lib/snp/ghcb_client.c"
#include "lib/snp/ghcb_msr.c"

static struct ghcb page;
static const struct ghcb_client client = { &page, 0x1000 };

static void prove_values(void)
{
        const unsigned int size = nondet_bool() ? 1 : nondet_bool() ? 2 : 4;
        struct cpuid_result result;
        uint32_t value;
        uint64_t wide;

        if (ghcb_port_in(&client, nondet_u16(), size, &value) == GHCB_OK)
                __CPROVER_assert((uint64_t)value >> (8 * size) == 0, "no more than was asked for");
        (void)!ghcb_port_out(&client, nondet_u16(), size, nondet_u32());
        (void)!ghcb_cpuid(&client, nondet_u32(), nondet_u32(), &result);
        (void)!ghcb_rdmsr(&client, nondet_u32(), &wide);
}

static void prove_requests(void)
{
        const struct ghcb_guest_request request = { nondet_u64(), nondet_u64(), nondet_u64(),
                                                    nondet_u64() };
        struct ghcb_guest_answer answer;
        const uint64_t room = nondet_u64();
        uint64_t pages = room;
        enum ghcb_status status;

        status = ghcb_apic_ids(&client, nondet_u64(), &pages);
        __CPROVER_assert(status != GHCB_OK || pages == room,
                         "a list that fits has the room it had");
        __CPROVER_assert(pages == room || (status == GHCB_REFUSED && pages > room),
                         "one that does not fit wants more");
        if (ghcb_guest_request(&client, &request, &answer) == GHCB_OK)
                __CPROVER_assert(answer.pages == 0 ||
                                         answer.status == GUEST_REQUEST_VMM_INVALID_LENGTH,
                                 "pages are wanted only if there are too few");
}

static void prove_text(void)
{
        const size_t size = nondet_size();
        const uint8_t *text = any_bytes(size);

        if (size > GHCB_SHARED_BUFFER_SIZE)
                __CPROVER_assert(ghcb_port_out_bytes(&client, nondet_u16(), text, size) ==
                                         GHCB_REFUSED,
                                 "what does not fit is refused");
        else
                (void)!ghcb_port_out_bytes(&client, nondet_u16(), text, size);
}

/* Up to 3 pages of any size from anywhere. */
static void prove_page_state(void)
{
        const uint64_t start = nondet_u64();
        const uint64_t size = nondet_u64();

        __CPROVER_assume(page_aligned(start) && page_aligned(size) && size <= 3 * PAGE_SIZE &&
                         size <= UINT64_MAX - start);
        exits = 0;
        if (ghcb_page_state(&client, start, size, GHCB_PSC_PRIVATE) == GHCB_OK)
                __CPROVER_assert((exits == 0) == (size == 0), "the host was asked");
}

/* A list of small pages is filled with as much as there is room for. */
static void prove_list(void)
{
        struct ghcb_psc_list *list = (struct ghcb_psc_list *)(void *)page.shared_buffer;
        const uint64_t start = PAGE_SIZE;
        const uint64_t end = start + nondet_u8() * 2 * PAGE_SIZE;
        unsigned int count;
        uint64_t next;

        __CPROVER_assume(start < end && end <= LARGE_PAGE_SIZE);
        next = fill_psc_list(list, start, end, GHCB_PSC_PRIVATE, &count);
        __CPROVER_assert(count >= 1 && count <= GHCB_PSC_ENTRIES, "no more than there is room for");
        __CPROVER_assert(next > start && next <= end, "it goes on, up to the end");
}

static void prove_msr(void)
{
        const uint64_t gpa = nondet_u64();
        struct ghcb_sev_info info;
        uint64_t features;
        uint32_t value;

        (void)!ghcb_msr_sev_info(&info);
        (void)!ghcb_msr_cpuid(nondet_u32(), GHCB_CPUID_EBX, &value);
        if (ghcb_msr_features(&features) == GHCB_OK)
                __CPROVER_assert(features >> 52 == 0, "features are bits 63:12");
        (void)!ghcb_msr_register(gpa);
        (void)!ghcb_msr_page_state(gpa, GHCB_PSC_SHARED);
        (void)!ghcb_msr_run_vmpl(nondet_u8());
}

int main(void)
{
        PROOF();
        return 0;
}
