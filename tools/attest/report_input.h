/* tools/attest/report_input.h - a report's file, as `cashew attest` is given it: for verify and for show. */
#ifndef TOOLS_ATTEST_REPORT_INPUT_H
#define TOOLS_ATTEST_REPORT_INPUT_H

#include "tools/evidence/report_form.h"

/* Reads the file @path, of whatever form. 0, or 1 after one line on stderr that says what was found. */
__attribute__((warn_unused_result)) int report_input_read(const char *path,
                                                          struct report_form *out);

#endif
