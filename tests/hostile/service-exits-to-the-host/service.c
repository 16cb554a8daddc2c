/* VMGEXIT at boot and in a call, with all registers naming a page that looks like a GHCB with a request for the end. */
#include "tests/hostile/runtime/attacker.h"

static _Alignas(4096) uint8_t ghcb[4096];

static void leave(void)
{
        memset(ghcb, 0xff, sizeof(ghcb));
        for (unsigned int i = 0; i < 100; i++)
                __asm__ volatile("rep; vmmcall"
                                 :
                                 : "a"(ghcb), "b"(ghcb), "c"(0xc0010130), "d"(0), "S"(ghcb),
                                   "D"(ghcb)
                                 : "memory");
}

int main(void)
{
        begin();
        leave();
        serve(leave);
        return 1;
}
