/*
 * tools/image/convert/merging.h - `cashew image convert`: files taken apart and put together as one.
 *
 * Functions that return int return 0, or 1 after one line on stderr.
 */
#ifndef TOOLS_IMAGE_CONVERT_MERGING_H
#define TOOLS_IMAGE_CONVERT_MERGING_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/options.h"
#include "tools/image/read/file.h"
#include "tools/image/read/items.h"

#define IMAGE_MAX_INPUTS (IGVM_PLATFORM_CCA + 1) /* each platform once */

/* A file that is read. */
struct image_input {
        const char *path;
        struct image_file file;
        uint32_t masks[32]; /* by bit of its masks: the mask that the platform gets; 0: it goes */
};

/* The command line. */
struct image_convert_options {
        uint32_t kept;    /* bits by enum igvm_platform_type; 0: all */
        uint32_t dropped; /* likewise */
        uint32_t version; /* 0: that of the files */
        bool sort;
        enum igvm_level
                level; /* of the files that are read; what is written keeps the strict rules */
        const char *output;
        struct operands operands; /* the files */
};

/*
 * One run of the command, from the files to the result. `items` point into `inputs`; `result` is `out`, read
 * back, and needs `workspace`.
 */
struct image_conversion {
        const struct image_convert_options *options;
        struct image_input inputs[IMAGE_MAX_INPUTS];
        int input_count;
        struct image_format format;
        uint32_t platforms; /* how many stay */
        bool renumber; /* masks and parameter areas: there are several files, or platforms go */
        struct image_items items;
        struct file out;
        struct igvm_workspace workspace;
        struct igvm_file result;
};

/* What the files must agree on; the version of the format is whichever is asked for. Fills in the format of the result. */
__attribute__((warn_unused_result)) int
image_convert_choose_format(struct image_conversion *conversion);

/* Which platforms stay, and with which bits. */
__attribute__((warn_unused_result)) int
image_convert_choose_platforms(struct image_conversion *conversion);

/*
 * Opens the result, and refuses it if a launch digest is not what it was; with --sort both are printed instead. What else may
 * be worth knowing about it goes to stderr, too.
 */
__attribute__((warn_unused_result)) int image_convert_check(struct image_conversion *conversion);

/* True if the platform of this type stays. */
bool image_convert_stays(const struct image_convert_options *options, uint32_t type);

/*
 * Adds the headers that a platform which stays has need of. @area is the number of the first parameter area, then of the
 * next input's. @renumber: areas are numbered anew, and those that nobody inserts go with the platforms that had them.
 */
__attribute__((warn_unused_result)) int image_convert_load(const struct image_input *input,
                                                           bool renumber, uint32_t *area,
                                                           struct image_items *out);

/*
 * Puts the headers of @other into @items. Those of either keep their order; what both have, for different platforms, becomes
 * one header if their order allows. @other is empty then.
 */
__attribute__((warn_unused_result)) int image_convert_merge(struct image_items *items,
                                                            struct image_items *other);

/*
 * The order in which QEMU and KVM measure what the file says: parameter areas, other headers, page data by GPA,
 * start states by processor.
 */
__attribute__((warn_unused_result)) int image_convert_sort(struct image_items *items);

#endif
