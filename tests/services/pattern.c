/*
 * A service in the place of the vTPM that keeps a pattern in its FPU registers over every system call, and says when it is
 * lost. The reply has the size that is asked for, so that a caller sees whose answer it gets.
 */
#include <stdio.h>

#include "random.h"
#include "registers.h"

#define REPORT_EVERY 500

static long answer(const uint8_t *reply, size_t size, uint64_t count)
{
        static unsigned int losses;
        bool lost;
        long result = write_with_pattern(REQUESTS_FD, reply, size, count, &lost);

        losses += lost;
        if (count % REPORT_EVERY == 0)
                printf("pattern: %u lost in %lu replies\n", losses, (unsigned long)count);
        return result;
}

int main(void)
{
        setvbuf(stdout, NULL, _IOLBF, 0);
        return serve(answer);
}
