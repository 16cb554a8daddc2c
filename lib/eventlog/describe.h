/* lib/eventlog/describe.h - one line about an event, for people. What it says is worth what event_preimage() says. */
#ifndef LIB_EVENTLOG_DESCRIBE_H
#define LIB_EVENTLOG_DESCRIBE_H

#include "lib/eventlog/log.h"

#define EVENT_TEXT_MAX 512

/* Printable ASCII, terminated. @size is at least 4. */
void event_describe(const struct event *event, char *out, size_t size);

/* The locality of a StartupLocality event (PFP 1.05, section 10.4.5.3), or -1 if it is another. */
int event_startup_locality(const struct event *event);

#endif
