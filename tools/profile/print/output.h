/* tools/profile/print/output.h - facts as tables and as JSON. */
#ifndef TOOLS_PROFILE_PRINT_OUTPUT_H
#define TOOLS_PROFILE_PRINT_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/profile/load/open.h"
#include "tools/profile/print/facts.h"

/* One side of a comparison. */
struct side {
        const char *title;
        struct facts facts;
};

/* A profile, a subject a paragraph. */
void output_show(FILE *out, const struct facts *facts);
void output_show_json(FILE *out, const struct profile_file *file, const struct facts *facts);

/* What differs, in three columns; with @all what is the same too. Returns how many fields differ. */
size_t output_diff(FILE *out, const struct side *left, const struct side *right, bool all);
size_t output_diff_json(FILE *out, const struct side *left, const struct side *right, bool all);

#endif
