/*
 * fuzz/attest/report_form.c - any file as somebody's report: what is found in it is all of the file's bytes, and whatever it is
 * can be read, listed and printed.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/evidence/report.h"
#include "tools/evidence/report_form.h"
#include "tools/evidence/report_print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_report(const struct report_form *form)
{
        static FILE *nowhere;
        struct snp_report report;

        if (!nowhere)
                nowhere = fopen("/dev/null", "w");
        if (!nowhere)
                abort();
        if (!report_read(form->report, sizeof(form->report), &report))
                report_print(&report, nowhere);
}

/* Whatever a report says, the list of what is not known fits its place. */
static void list_unknown(const struct report_form *form)
{
        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                enum snp_product line = (enum snp_product)product;
                char text[REPORT_UNKNOWN_MAX];
                struct snp_report report;

                memcpy(&report, form->report, sizeof(report));
                if (report_unknown(&report, &line, text) != (*text != '\0') ||
                    strlen(text) >= sizeof(text))
                        abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct report_form form;
        const char *problem = report_form_read(data, size, &form);

        if (problem && (problem != form.reason || strlen(problem) >= sizeof(form.reason)))
                abort();
        if (form.certificates_size > sizeof(form.certificates))
                abort();
        if (!problem)
                read_report(&form);
        list_unknown(&form);
        return 0;
}
