/* Lines of one byte for a few seconds of a call. */
#include "tests/hostile/runtime/attacker.h"
#include <time.h>

static void flood(void)
{
        static char lines[4096];
        struct timespec now, start;

        memset(lines, '\n', sizeof(lines));
        clock_gettime(CLOCK_MONOTONIC, &start);
        do {
                (void)!write(1, lines, sizeof(lines));
                clock_gettime(CLOCK_MONOTONIC, &now);
        } while (now.tv_sec < start.tv_sec + 3);
}

int main(void)
{
        begin();
        serve(flood);
        return 1;
}
