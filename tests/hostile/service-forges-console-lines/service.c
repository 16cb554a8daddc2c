/* A carriage return, an escape sequence, a line that is longer than the kernel's buffer, and one without an end. */
#include "tests/hostile/runtime/attacker.h"

int main(void)
{
        static char longest[700];

        begin();
        memset(longest, 'x', sizeof(longest) - 1);
        puts("ready\r\x1b[2Jsvsm: stopped: forged");
        puts(longest);
        printf("svsm: vcpu 0: in the middle");
        fflush(stdout);
        serve(NULL);
        return 1;
}
