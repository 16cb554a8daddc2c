/* Before the N-th RMPADJUST the other page is there, before the next one the first again. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

static void create(unsigned int step)
{
        static const char *const moments[] = { "now:rmpadjust=2", "rmpadjust=1:rmpadjust=1",
                                               "rmpadjust=2:rmpadjust=1", "rmpadjust=3:rmpadjust=1",
                                               "rmpadjust=4" };
        uint64_t page = page_for_vmsa();

        fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
        exchange(page, moments[step]);
        if (create_third(page) == SVSM_SUCCESS)
                won("CREATE_VCPU is done, step %u", step);
}

void guest_main(void)
{
        for (unsigned int step = 0; step < 5; step++)
                create(step);
        kept_out("of 5 save areas");
}
