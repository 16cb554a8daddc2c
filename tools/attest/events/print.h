/* tools/attest/events/print.h - an event log for people and for programs. */
#ifndef TOOLS_ATTEST_EVENTS_PRINT_H
#define TOOLS_ATTEST_EVENTS_PRINT_H

#include <stdio.h>

#include "lib/eventlog/log.h"
#include "tools/attest/events/pcrs.h"

enum events_form { EVENTS_TABLE, EVENTS_JSON, EVENTS_REFERENCES };

/*
 * Prints all events with what the bank of @algorithm has for them (0: SHA-256, or the first), and the values of PCRs that
 * they make. Returns NULL, or what is wrong: with the log (its problem says more), or with the bank.
 */
__attribute__((warn_unused_result)) const char *
events_print(struct event_log *log, enum events_form form, uint16_t algorithm, FILE *out);

/* The values of PCRs at the end of a table, and of JSON, whose list of events they close. */
void events_print_values(const struct pcr_values *values, FILE *out);
void events_print_json_values(const struct pcr_values *values, FILE *out);

#endif
