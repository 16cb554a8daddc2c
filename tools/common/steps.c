/* tools/common/steps.c - see steps.h. */
#include "tools/common/steps.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "tools/common/json.h"

static const char *const verdict_names[] = {
        [STEP_PASSED] = "passed",
        [STEP_FAILED] = "FAILED",
        [STEP_SKIPPED] = "skipped",
};

__attribute__((format(printf, 4, 0))) static void add(struct steps *steps, const char *name,
                                                      enum step_verdict verdict, const char *format,
                                                      va_list arguments)
{
        struct step *step = &steps->list[steps->count];

        if (steps->count == STEPS_MAX)
                abort(); /* the steps are ours: there are not so many */
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

void steps_print(const struct steps *steps, FILE *out)
{
        for (size_t i = 0; i < steps->count; i++) {
                const struct step *step = &steps->list[i];

                fprintf(out, "%-18s  %-7s  %s\n", step->name, verdict_names[step->verdict],
                        step->detail);
        }
        fprintf(out, "%-18s  %s\n", "verdict", steps_passed(steps) ? "passed" : "FAILED");
}

void steps_print_json(const struct steps *steps, FILE *out)
{
        static const char *const names[] = {
                [STEP_PASSED] = "passed",
                [STEP_FAILED] = "failed",
                [STEP_SKIPPED] = "skipped",
        };

        fprintf(out, "{\"verdict\": \"%s\", \"steps\": [",
                steps_passed(steps) ? "passed" : "failed");
        for (size_t i = 0; i < steps->count; i++) {
                const struct step *step = &steps->list[i];

                fprintf(out, "%s\n  {\"name\": ", i ? "," : "");
                json_string(out, step->name);
                fprintf(out, ", \"verdict\": \"%s\", \"detail\": ", names[step->verdict]);
                json_string(out, step->detail);
                fputc('}', out);
        }
        fputs("]}\n", out);
}

const char *steps_hex(const void *data, size_t size, char *out)
{
        const uint8_t *bytes = data;

        *out = '\0';
        for (size_t i = 0; i < size; i++)
                snprintf(out + 2 * i, 3, "%02x", bytes[i]);
        return out;
}
