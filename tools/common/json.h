/* tools/common/json.h - texts in JSON (RFC 8259, section 7). */
#ifndef TOOLS_COMMON_JSON_H
#define TOOLS_COMMON_JSON_H

#include <stdio.h>

/* @text with its quotes. It is printable ASCII, as all texts are that commands show: two characters need an escape. */
void json_string(FILE *out, const char *text);

#endif
