/* Calls the kernel's first instruction. */
#include "tests/hostile/runtime/attacker.h"

static void attack(void)
{
        ((void (*)(void))KERNEL)();
        puts("attacker: won: it has run the kernel");
}

int main(void)
{
        begin();
        serve(attack);
        return 1;
}
