/* The list's own page is deposited, rescinded, and becomes the target of WITHDRAW_MEM. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        uint64_t list = list_of(0);
        uint64_t result;

        result = deposit(list);
        if (result != SVSM_ERR_INVALID_ADDRESS)
                won("DEPOSIT_MEM of the list: %lx", result);
        result = deposit(probe.calling_area);
        if (result != SVSM_ERR_INVALID_ADDRESS)
                won("DEPOSIT_MEM of the calling area: %lx", result);
        result = core(SVSM_CORE_PVALIDATE, list_of(list));
        if (result != SVSM_ERR_INVALID_ADDRESS)
                won("rescinding the list: %lx", result);
        if (core(SVSM_CORE_PVALIDATE, list) != SVSM_ERR_INVALID_ADDRESS)
                won("a rescinded list is read");
        if (svsm_pvalidate(list, false, true, false) != SVSM_SUCCESS || *(uint64_t *)list != 0)
                won("the rescinded list was written");
        kept_out("the list is refused");
}
