/* Filled as private; filled as shared; turned from one into the other twice; 2 MiB at once. */
#include "tests/hostile/runtime/race.h"
#include "lib/base/memory.h"

#define SHARED UINT64_C(0x4000000000)
#define LARGE  UINT64_C(0x4000000)

static unsigned int zeros;

static void check_zero(const char *what, uint64_t start, uint64_t size)
{
        for (uint64_t at = start; at < start + size; at += 8)
                if (*(volatile uint64_t *)at)
                        won("%s: %lx", what, *(volatile uint64_t *)at);
        zeros++;
}

static void change(uint64_t page, unsigned int state)
{
        if (msr_protocol(page | (uint64_t)state << 52 | GHCB_MSR_PSC_REQUEST) !=
            GHCB_MSR_PSC_RESPONSE)
                won("the host does not change a page: the test is wrong");
}

static void validate(uint64_t page, bool large)
{
        if (svsm_pvalidate(page, large, true, false) != SVSM_SUCCESS)
                won("PVALIDATE is refused: the test is wrong");
}

static void rescind(uint64_t page, bool large)
{
        memset((void *)page, 0xa5, large ? LARGE_PAGE_SIZE : PAGE_SIZE);
        if (svsm_pvalidate(page, large, false, false) != SVSM_SUCCESS)
                won("rescinding is refused: the test is wrong");
}

void guest_main(void)
{
        uint64_t page = fresh_page();

        rescind(page, false);
        validate(page, false);
        check_zero("rescinded and validated", page, PAGE_SIZE);
        for (unsigned int i = 0; i < 2; i++) {
                rescind(page, false);
                change(page, GHCB_PSC_SHARED);
                memset((void *)(page + SHARED), 0x5a, PAGE_SIZE);
                change(page, GHCB_PSC_PRIVATE);
                validate(page, false);
                check_zero("filled while shared", page, PAGE_SIZE);
        }
        rescind(LARGE, true);
        validate(LARGE, true);
        check_zero("2 MiB", LARGE, LARGE_PAGE_SIZE);
        check_zero("never used", LARGE + LARGE_PAGE_SIZE, LARGE_PAGE_SIZE);
        kept_out("%u pages of zeros", zeros);
}
