/* Reads where the guest's program is. */
#include "tests/hostile/runtime/attacker.h"

static void attack(void)
{
        printf("attacker: won: %lx\n", *(volatile unsigned long *)GUEST);
}

int main(void)
{
        begin();
        serve(attack);
        return 1;
}
