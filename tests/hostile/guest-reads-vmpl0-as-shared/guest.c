/* Reads VMPL0's first page as shared memory. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        won("it reads %x", *(volatile uint32_t *)(vmpl0_base() + UINT64_C(0x4000000000)));
}
