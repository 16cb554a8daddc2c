/* tools/tpm/conform/report.c - see report.h. */
#include "tools/tpm/conform/report.h"

#include "tools/common/json.h"

void report_begin(struct report *report, const char *name)
{
        report->passed = 0;
        report->failed = 0;
        if (!report->json)
                return;
        fputs("{\n  \"profile\": ", report->out);
        json_string(report->out, name);
        fputs(",\n  \"checks\": [", report->out);
}

static void print_json(struct report *report, const char *what, const char *found,
                       const char *expected)
{
        fputs(report->passed + report->failed ? ",\n    " : "\n    ", report->out);
        fprintf(report->out, "{ \"pass\": %s, \"what\": ", expected ? "false" : "true");
        json_string(report->out, what);
        fputs(", \"found\": ", report->out);
        json_string(report->out, found);
        if (expected) {
                fputs(", \"expected\": ", report->out);
                json_string(report->out, expected);
        }
        fputs(" }", report->out);
}

void report_line(struct report *report, const char *what, const char *found, const char *expected)
{
        if (report->json)
                print_json(report, what, found, expected);
        else if (expected)
                fprintf(report->out, "FAIL  %-48s found %s, expected %s\n", what, found, expected);
        else
                fprintf(report->out, "pass  %-48s %s\n", what, found);
        if (expected)
                report->failed++;
        else
                report->passed++;
}

int report_end(struct report *report)
{
        if (report->json)
                fprintf(report->out, "\n  ],\n  \"passed\": %u,\n  \"failed\": %u\n}\n",
                        report->passed, report->failed);
        else
                fprintf(report->out, "%u passed, %u failed\n", report->passed, report->failed);
        return report->failed ? 1 : 0;
}
