/* tests/hostile/runtime/race.c - see race.h. */
#include "tests/hostile/runtime/race.h"

#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"

#define THIRD_APIC_ID 2

static uint64_t (*volatile next_call)(void);
static volatile bool begun, returned;
static volatile uint64_t result_of_call;

static void serve(void)
{
        for (;;) {
                uint64_t (*call)(void) = next_call;

                if (!call) {
                        cpu_relax();
                        continue;
                }
                next_call = NULL;
                begun = true;
                result_of_call = call();
                returned = true;
        }
}

void race_begin(void)
{
        if (!run_on_second(serve))
                won("there is no second vCPU: the test is wrong");
}

struct race race(uint64_t (*call)(void), uint64_t (*take)(void), unsigned int delay)
{
        struct race race;

        begun = false;
        returned = false;
        next_call = call;
        while (!begun)
                cpu_relax();
        for (unsigned int i = 0; i < delay; i++)
                cpu_relax();
        race.took = take();
        race.during = !returned;
        while (!returned)
                cpu_relax();
        race.called = result_of_call;
        return race;
}

uint64_t second_core(uint32_t call, uint64_t rcx)
{
        struct svsm_registers registers = { .rax = call, .rcx = rcx };

        return svsm_call_from(second_calling_area(), &registers);
}

uint64_t second_pvalidate(uint64_t entry)
{
        uint64_t at = second_calling_area() + offsetof(struct svsm_calling_area, buffer);
        struct svsm_pvalidate_list *list = (struct svsm_pvalidate_list *)at;

        *list = (struct svsm_pvalidate_list){ .count = 1 };
        list->entries[0] = entry;
        return second_core(SVSM_CORE_PVALIDATE, at);
}

/* TCG TPM 2.0 Library, part 3: Startup(CLEAR); CreatePrimary of a storage key; FlushContext of the first transient object. */
static const uint8_t startup[] = "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x44\x00\x00";
static const uint8_t create_primary[] =
        "\x80\x02\x00\x00\x00\x43\x00\x00\x01\x31\x40\x00\x00\x01"
        "\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00"
        "\x00\x04\x00\x00\x00\x00"
        "\x00\x1a\x00\x01\x00\x0b\x00\x03\x00\x72\x00\x00\x00\x06\x00\x80\x00\x43\x00\x10"
        "\x08\x00\x00\x00\x00\x00\x00\x00"
        "\x00\x00\x00\x00\x00\x00";
static const uint8_t flush[] = "\x80\x01\x00\x00\x00\x0e\x00\x00\x01\x65\x80\x00\x00\x00";

void start_tpm(void)
{
        static uint64_t page;

        page = fresh_page();
        if (vtpm_command(probe.calling_area, page, startup, sizeof(startup) - 1, 0) != SVSM_SUCCESS)
                won("there is no TPM: the test is wrong");
}

uint64_t create_rsa_key(uint64_t calling_area, uint64_t page)
{
        return vtpm_command(calling_area, page, create_primary, sizeof(create_primary) - 1, 0);
}

void flush_rsa_key(void)
{
        static uint64_t page;

        if (!page)
                page = fresh_page();
        (void)vtpm_command(probe.calling_area, page, flush, sizeof(flush) - 1, 0);
}

uint64_t create_third(uint64_t vmsa)
{
        static uint64_t area;

        if (!area)
                area = fresh_page();
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, THIRD_APIC_ID);
}

uint64_t delete_third(uint64_t vmsa)
{
        return core(SVSM_CORE_DELETE_VCPU, vmsa);
}

void exchange(uint64_t page, const char *when)
{
        char text[96];

        (void)format_text(text, sizeof(text), "exchange-page:0x%lx:%s", page, when);
        if (!order(text))
                won("the host does not obey: the test is wrong");
}

void expect_result(const char *what, uint64_t got, uint64_t wanted)
{
        if (got != wanted)
                won("%s: %lx instead of %lx", what, got, wanted);
}

static uint8_t copy[PAGE_SIZE];

void remember(uint64_t page)
{
        memcpy(copy, (const void *)page, PAGE_SIZE);
}

bool is_unchanged(uint64_t page)
{
        return memcmp(copy, (const void *)page, PAGE_SIZE) == 0;
}
