/* Writes to VMPL0's first page. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        *(volatile uint32_t *)(vmpl0_base() + 64) = 0xfeebfeeb;
        won("it writes");
}
