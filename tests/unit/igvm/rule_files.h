/* tests/unit/igvm/rule_files.h - for each rule a file that breaks it, and as far as that can be, no other. */
#ifndef TESTS_UNIT_IGVM_RULE_FILES_H
#define TESTS_UNIT_IGVM_RULE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/rules.h"

struct rule_file {
        enum igvm_rule rule;
        bool without_workspace; /* broken by the reader's memory, not by the file */
        enum igvm_rule
                otherwise[IGVM_LEVEL_COUNT]; /* what levels say that @rule does not belong to */
        uint8_t *data;                       /* malloc()ed */
        size_t size;
};

size_t rule_file_count(void);

/* Makes file @index; rule IGVM_OK: one of those that the others are made from, and nothing is wrong with it. */
struct rule_file rule_file_make(size_t index);

/* What a level says of the file; IGVM_OK: nothing. */
enum igvm_rule rule_file_expected(const struct rule_file *file, enum igvm_level level);

#endif
