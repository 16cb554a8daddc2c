/*
 * tools/evidence/report_form.h - the forms in which people have a report: where its bytes are in a file.
 *
 * A report by itself, with zeros or with the host's certificate table behind it (go-sev-guest's "extended report"); the kernel's
 * answer (Linux, include/uapi/linux/sev-guest.h, struct snp_report_resp, whose buffer has 4000 bytes; AMD 56860, MSG_REPORT_RSP);
 * each of them in hexadecimal digits or base64 too. Other wrappings are refused by name.
 */
#ifndef TOOLS_EVIDENCE_REPORT_FORM_H
#define TOOLS_EVIDENCE_REPORT_FORM_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/report.h"

#define REPORT_FORM_REASON_MAX 160

/* What a file had in it, copied. */
struct report_form {
        uint8_t report[SNP_REPORT_SIZE];
        uint8_t certificates[SNP_CERTIFICATES_MAX]; /* the host's table */
        size_t certificates_size;                   /* 0: there is none */
        char reason[REPORT_FORM_REASON_MAX];        /* if there is no report: what was found */
};

/*
 * Finds the report in @size bytes. Nothing in it is read here (report.h). Returns NULL, or what was found instead as the end of
 * a sentence; that text is in @out.
 */
__attribute__((warn_unused_result)) const char *report_form_read(const void *data, size_t size,
                                                                 struct report_form *out);

#endif
