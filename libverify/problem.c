/* libverify/problem.c - see problem.h. */
#include "libverify/problem.h"

#include <stdarg.h>
#include <stdio.h>

bool problem_is(struct problem *problem, enum cashew_verify_error error, const char *format, ...)
{
        va_list arguments;

        problem->error = error;
        va_start(arguments, format);
        vsnprintf(problem->text, sizeof(problem->text), format, arguments);
        va_end(arguments);
        for (char *c = problem->text; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
        }
        return false;
}
