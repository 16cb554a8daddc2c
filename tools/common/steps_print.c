/* tools/common/steps_print.c - see steps.h: for people and for programs. */
#include "tools/common/json.h"
#include "tools/common/steps.h"

static const char *const verdict_names[] = {
        [STEP_PASSED] = "passed",
        [STEP_FAILED] = "FAILED",
        [STEP_SKIPPED] = "skipped",
};

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
