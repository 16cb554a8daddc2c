/*
 * services/abuse/main.c - finds the case; if it has survived, waits for a request, which makes the
 * service ready.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "services/abuse/cases.h"

#define REQUEST_DESCRIPTOR 3
#define PAGE               4096

void abuse_fail(const char *check, long got)
{
        printf("failed: %s: %ld\n", check, got);
        exit(1);
}

/* Nothing is above AT_RANDOM's 16 bytes but the rest of their page. */
uintptr_t abuse_stack_top(void)
{
        return (getauxval(AT_RANDOM) + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
}

static const struct abuse_case *find(const struct abuse_case *cases, const char *name)
{
        for (; cases->name; cases++)
                if (strcmp(cases->name, name) == 0)
                        return cases;
        return NULL;
}

static const struct abuse_case *find_anywhere(const char *name)
{
        const struct abuse_case *found = find(instruction_cases, name);

        if (!found)
                found = find(memory_cases, name);
        return found ? found : find(call_cases, name);
}

int main(int argc, char **argv)
{
        const struct abuse_case *chosen = argc == 2 ? find_anywhere(argv[1]) : NULL;
        char request[1];

        if (!chosen) {
                printf("failed: no such case\n");
                return 2;
        }
        chosen->run();
        return read(REQUEST_DESCRIPTOR, request, sizeof(request)) < 0;
}
