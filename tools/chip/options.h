/* tools/chip/options.h - the command line of `cashew chip init`. */
#ifndef TOOLS_CHIP_OPTIONS_H
#define TOOLS_CHIP_OPTIONS_H

#include <stdbool.h>

#include "lib/snp/chip.h"
#include "tools/common/options.h"

struct chip_options {
        const char *directory;
        bool force;
        /* As given, or NULL: parts as NAME=NUMBER, separated by commas. Their layout depends on the product. */
        const char *current_tcb;
        const char *reported_tcb;
        const char *committed_tcb;
        const char *launch_tcb;
        /* Product, report version and mitigation vector are those of the command line. */
        struct snp_chip chip;
};

extern const struct option chip_options[];

/* Fills in the chip's TCBs and firmware. 0, or 2 with a line on stderr. */
__attribute__((warn_unused_result)) int chip_options_complete(struct chip_options *options);

#endif
