/* Long replies and short ones in turn, in pages that are full of a pattern; then a report. */
#include "lib/base/memory.h"
#include "lib/snp/report.h"
#include "tests/hostile/runtime/race.h"

#define PATTERN 0x5a

static unsigned int replies;

static void look(const char *what, uint64_t page, uint64_t used)
{
        for (uint64_t i = used; i < PAGE_SIZE; i++)
                if (((const volatile uint8_t *)page)[i] != PATTERN)
                        won("byte %lu behind %s: %x", i, what, ((const volatile uint8_t *)page)[i]);
        replies++;
}

static void look_behind_command(uint64_t page, uint16_t size)
{
        memset((void *)page, PATTERN, PAGE_SIZE);
        expect_result("a command", vtpm_get_random(probe.calling_area, page, size), SVSM_SUCCESS);
        look("a reply", page,
             4 + *(volatile uint32_t *)page < 9 + 12 ? 9 + 12 : 4 + *(volatile uint32_t *)page);
}

static void look_behind_key(uint64_t page)
{
        memset((void *)page, PATTERN, PAGE_SIZE);
        expect_result("a key", create_rsa_key(probe.calling_area, page), SVSM_SUCCESS);
        look("a key", page, 4 + *(volatile uint32_t *)page);
        flush_rsa_key();
}

static void look_behind_report(uint64_t page)
{
        struct gpa_range manifest = { fresh_page(), PAGE_SIZE };
        uint64_t result;

        (void)fresh_page();
        memset((void *)page, PATTERN, PAGE_SIZE);
        memset((void *)manifest.start, PATTERN, PAGE_SIZE);
        result = attest_services(page, manifest, 3);
        expect_result("a report", result, SVSM_SUCCESS);
        look("a report", page, sizeof(struct snp_report));
        look("a manifest", manifest.start, ((volatile uint32_t *)manifest.start)[4]);
}

void guest_main(void)
{
        uint64_t page;

        start_tpm();
        page = fresh_page();
        look_behind_key(page);
        look_behind_command(page, 4);
        look_behind_command(page, 48);
        look_behind_command(page, 1);
        look_behind_report(page);
        look_behind_command(page, 2);
        kept_out("behind %u replies", replies);
}
