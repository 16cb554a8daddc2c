/* tools/chip/options.h - the command line of `cashew chip init`. */
#ifndef TOOLS_CHIP_OPTIONS_H
#define TOOLS_CHIP_OPTIONS_H

#include <stdbool.h>

#include "lib/snp/chip.h"

struct chip_options {
        const char *directory;
        bool force;
        /* Product, versions and TCBs are filled in, the rest is zero. */
        struct snp_chip chip;
};

/* -1: go on. Else the command's exit status: help was printed, or what is wrong. */
int chip_options_parse(int argc, char **argv, struct chip_options *out);

#endif
