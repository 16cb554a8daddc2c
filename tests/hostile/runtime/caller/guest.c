/*
 * tests/hostile/runtime/caller/guest.c - a guest that attacks nobody: what a hostile host gets to see if a test has no guest of its own.
 * It makes calls of each kind, on two vCPUs, and says whether each was done.
 */
#include "lib/x86/cpu.h"
#include "tests/hostile/runtime/guest.h"

#define ROUNDS         40
#define REPORTS        3
#define MANIFEST_PAGES 4

static volatile bool second_done;
static volatile unsigned int refused;

static void check(const char *what, uint64_t result)
{
        if (result == SVSM_SUCCESS)
                return;
        refused++;
        probe_log("refused: %s: %lx", what, result);
}

/* Rescinding and validating a page, over and over. */
static void change_pages(uint64_t page)
{
        for (unsigned int i = 0; i < ROUNDS; i++) {
                check("rescind", svsm_pvalidate(page, false, false, false));
                check("validate", svsm_pvalidate(page, false, true, false));
        }
}

static void at_second(void)
{
        for (unsigned int i = 0; i < ROUNDS; i++) {
                struct svsm_registers registers = {
                        .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
                        .rcx = UINT64_C(2) << 32 | 1,
                };

                check("query", svsm_call_from(second_calling_area(), &registers));
        }
        second_done = true;
}

static void ask_services(void)
{
        struct gpa_range manifest = { .size = MANIFEST_PAGES * PAGE_SIZE };
        uint64_t page = fresh_page();

        manifest.start = fresh_page();
        for (unsigned int i = 1; i < MANIFEST_PAGES; i++)
                (void)fresh_page();
        for (unsigned int i = 0; has_protocol(SVSM_PROTOCOL_VTPM) && i < ROUNDS; i++)
                check("random numbers", vtpm_get_random(probe.calling_area, page, 16));
        for (unsigned int i = 0; has_protocol(SVSM_PROTOCOL_ATTESTATION) && i < REPORTS; i++)
                check("report", attest_services(page, manifest, (uint8_t)i));
}

void guest_main(void)
{
        uint64_t page = fresh_page();
        bool second = run_on_second(at_second) != 0;

        change_pages(page);
        ask_services();
        while (second && !second_done)
                cpu_relax();
        kept_out("%u vcpus, %u calls refused", second ? 2 : 1, refused);
}
