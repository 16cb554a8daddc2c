/* Never runs, unless VMPL0 takes the map; then it validates VMPL0 by its other name and writes to it. */
#include "tests/hostile/runtime/race.h"

void guest_main(void)
{
        if (svsm_pvalidate(vmpl0_base() | c_bit(), false, true, true) != SVSM_SUCCESS)
                won("VMPL0 takes the map, and refuses the page");
        *(volatile uint8_t *)vmpl0_base() = 0xcc;
        won("VMPL0's code is written");
}
