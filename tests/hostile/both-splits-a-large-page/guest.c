/* 2 MiB are rescinded, split by the host, validated as 2 MiB and then one by one. */
#include "tests/hostile/runtime/race.h"

#define LARGE  UINT64_C(0x4000000)
#define MIDDLE (LARGE + 5 * PAGE_SIZE)

void guest_main(void)
{
        unsigned int pages = 0;

        expect_result("rescinding 2 MiB", svsm_pvalidate(LARGE, true, false, false), SVSM_SUCCESS);
        exchange(MIDDLE, "now");
        expect_result("2 MiB", svsm_pvalidate(LARGE, true, true, false),
                      SVSM_ERR_PVALIDATE_SIZE_MISMATCH);
        for (uint64_t page = LARGE; page < LARGE + LARGE_PAGE_SIZE; page += PAGE_SIZE) {
                expect_result("4 KiB", svsm_pvalidate(page, false, true, false), SVSM_SUCCESS);
                for (uint64_t at = page; at < page + PAGE_SIZE; at += 8)
                        if (*(volatile uint64_t *)at)
                                won("%lx at %lx", *(volatile uint64_t *)at, at);
                pages++;
        }
        kept_out("%u pages of zeros", pages);
}
