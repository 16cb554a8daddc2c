/* Reads the direct map, where every page of VMPL0's is. */
#include "tests/hostile/runtime/attacker.h"

static void attack(void)
{
        printf("attacker: won: %lx\n", *(volatile unsigned long *)DIRECT_MAP);
}

int main(void)
{
        begin();
        serve(attack);
        return 1;
}
