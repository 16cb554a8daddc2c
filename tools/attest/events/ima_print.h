/* tools/attest/events/ima_print.h - IMA's list for people and for programs. */
#ifndef TOOLS_ATTEST_EVENTS_IMA_PRINT_H
#define TOOLS_ATTEST_EVENTS_IMA_PRINT_H

#include "lib/eventlog/ima.h"
#include "tools/attest/events/print.h"

/*
 * Prints all entries, and the values of PCRs that they make in the bank of @algorithm (0: SHA-1's and SHA-256's), by its own hash.
 * Returns NULL, or what is wrong (@list's problem says more). @data is the list again.
 */
__attribute__((warn_unused_result)) const char *ima_print(struct ima_list *list, const void *data,
                                                          size_t size, enum events_form form,
                                                          uint16_t algorithm, FILE *out);

#endif
