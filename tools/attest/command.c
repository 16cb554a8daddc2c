/* tools/attest/command.c - `cashew attest`: from a guest's evidence to a verdict. */
#include <stdio.h>
#include <string.h>

#include "tools/attest/ear_output.h"
#include "tools/attest/events_command.h"
#include "tools/attest/explain.h"
#include "tools/attest/inputs.h"
#include "tools/attest/judge.h"
#include "tools/attest/kbs_command.h"
#include "tools/attest/report_input.h"
#include "tools/common/command.h"
#include "tools/common/tree.h"
#include "tools/evidence/directory.h"
#include "tools/evidence/report.h"
#include "tools/evidence/report_json.h"
#include "tools/evidence/report_print.h"

/*
 * A file that cannot be read ends it before the first step, so no verdict is printed over evidence
 * that nobody saw.
 */
static int verify_command(void *arguments)
{
        const struct attest_options *options = arguments;
        struct inputs inputs;
        struct ear_output ear = { 0 };
        struct steps steps = { 0 };
        int status = inputs_read(options, &inputs);

        if (status == 0)
                status = ear_output_open(&options->ear, &inputs, &ear);
        if (status == 0) {
                judge(&inputs, &steps);
                if (options->json)
                        steps_print_json(&steps, ear_output_verdict(&ear));
                else
                        steps_print(&steps, ear_output_verdict(&ear));
                status = ear_output_write(&ear, &inputs, options->kind, &steps) ||
                                         !steps_passed(&steps)
                                 ? 1
                                 : 0;
        }
        ear_output_close(&ear);
        inputs_free(&inputs);
        return status;
}

struct show_options {
        bool json;
        struct operands operands;
};

static const struct option show_options[] = {
        { "json", NULL, OPTION_FLAG(struct show_options, json), "the fields as JSON" },
        { 0 },
};

/* For who wants to fetch the certificate of its key: what AMD is asked, and what the answer is called in a directory. */
static void print_places(const struct snp_report *report)
{
        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                struct certificate_place place;

                if (!certificate_place(report, (enum snp_product)product, &place))
                        continue;
                printf("%-22s  %s\n", "certificate", place.leaf);
                printf("%-22s  %s\n", "certificate's URL", place.url);
        }
}

/* Nothing is verified here: the fields are what the file says. */
static int show(void *arguments)
{
        const struct show_options *options = arguments;
        const char *path = options->operands.list[0];
        struct report_form form;
        struct snp_report report;
        const char *problem;

        if (report_input_read(path, &form))
                return 1;
        problem = report_read(form.report, sizeof(form.report), &report);
        if (problem)
                return command_error("attest", "%s: %s", path, problem);
        if (options->json) {
                report_print_json(&report, stdout);
                return 0;
        }
        report_print(&report, stdout);
        print_places(&report);
        return 0;
}

static const struct command verify_table = {
        .name = "verify",
        .summary = "from a guest's evidence to a verdict",
        .description =
                "Goes from what a guest got from its SVSM to a verdict, and shows every step. It needs no "
                "network. Exit status: 0 all steps passed, 1 one failed or could not be done, 2 the command line "
                "is wrong. `cashew attest explain` says what each step is good for.",
        .run = verify_command,
        .one_of = "report hcl quote event-log ima-log ak",
        COMMAND_OPTIONS(attest_verify_options, struct attest_options),
};

static const struct command show_table = {
        .name = "show",
        .summary = "print a report",
        .description =
                "Prints the fields of an attestation report, in any form that verify takes, and what in it is not known "
                "here. Nothing is verified. Where AMD has the certificate of its key is said too.",
        .run = show,
        COMMAND_OPTIONS(show_options, struct show_options),
        COMMAND_OPERANDS("FILE", struct show_options, 1, 1, NULL),
};

static const struct command *const commands[] = { &verify_table, &show_table, &attest_events,
                                                  &attest_explain, &attest_kbs, NULL };

const struct command command_attest = {
        .name = "attest",
        .summary = "verify a guest's evidence",
        .commands = commands,
};
