/* tools/common/steps.c - see steps.h. */
#include "tools/common/steps.h"

#include <stdarg.h>
#include <stdint.h>

/* What finds no room any more may have been a failure, so it counts as one. */
__attribute__((format(printf, 4, 0))) static void add(struct steps *steps, const char *name,
                                                      enum step_verdict verdict, const char *format,
                                                      va_list arguments)
{
        struct step *step = &steps->list[steps->count];

        if (steps->count == STEPS_MAX) {
                steps->list[STEPS_MAX - 1] = (struct step){
                        .name = "steps",
                        .verdict = STEP_FAILED,
                        .detail = "there are more of them than a verdict has room for",
                };
                return;
        }
        step->name = name;
        step->verdict = verdict;
        vsnprintf(step->detail, sizeof(step->detail), format, arguments);
        for (char *c = step->detail; *c; c++) {
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
        }
        steps->count++;
}

bool steps_add(struct steps *steps, const char *name, bool passed, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        add(steps, name, passed ? STEP_PASSED : STEP_FAILED, format, arguments);
        va_end(arguments);
        return passed;
}

void steps_skip(struct steps *steps, const char *name, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        add(steps, name, STEP_SKIPPED, format, arguments);
        va_end(arguments);
}

const struct step *steps_failure(const struct steps *steps)
{
        for (size_t i = 0; i < steps->count; i++) {
                if (steps->list[i].verdict == STEP_FAILED)
                        return &steps->list[i];
        }
        return NULL;
}

bool steps_passed(const struct steps *steps)
{
        return steps->count != 0 && !steps_failure(steps);
}

const char *steps_hex(const void *data, size_t size, char *out)
{
        const uint8_t *bytes = data;

        *out = '\0';
        for (size_t i = 0; i < size; i++)
                snprintf(out + 2 * i, 3, "%02x", bytes[i]);
        return out;
}
