/* Reads VMPL0's first page as private memory. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        won("it reads %x", *(volatile uint32_t *)vmpl0_base());
}
