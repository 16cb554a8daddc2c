/* Calls VMPL0's first page. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        ((void (*)(void))vmpl0_base())();
        won("it runs");
}
