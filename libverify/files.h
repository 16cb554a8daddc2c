/* libverify/files.h - files that a policy's text names, as a program gives them. */
#ifndef LIBVERIFY_FILES_H
#define LIBVERIFY_FILES_H

#include "libverify/include/cashew/verify.h"

/* What policy_load_with() is given as @files (tools/policy/files.h). */
struct given_files {
        const struct cashew_verify_file *list;
        size_t count;
};

#endif
