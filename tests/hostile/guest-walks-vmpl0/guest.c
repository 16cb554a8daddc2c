/* CR3 is VMPL0's first page. */
#include "tests/hostile/runtime/bad_pages.h"
#include "lib/x86/cpu.h"

void guest_main(void)
{
        write_cr3(vmpl0_base() | c_bit());
        won("it walks");
}
