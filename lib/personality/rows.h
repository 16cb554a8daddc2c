/*
 * lib/personality/rows.h - keys whose lines are rows of a table:
 *
 *   cpuid: FUNCTION INDEX|any [pass EAX EBX ECX EDX] [set EAX EBX ECX EDX]
 *   msr:   FIRST LAST fault|pass|read-only|fixed VALUE
 */
#ifndef LIB_PERSONALITY_ROWS_H
#define LIB_PERSONALITY_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/personality/personality.h"

/*
 * One row, the words behind its key. A row of a CPUID function and index that there is takes its place. NULL, or what is wrong with
 * it, for people.
 */
__attribute__((warn_unused_result)) const char *
personality_take_cpuid(struct personality *out, const char *const words[], unsigned int count);
__attribute__((warn_unused_result)) const char *
personality_take_msr(struct personality *out, const char *const words[], unsigned int count);

#endif
