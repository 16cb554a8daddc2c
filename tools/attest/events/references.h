/*
 * tools/attest/events/references.h - a file of events that are expected: a line each, PCR, type, digest.
 *
 *     4 EV_EFI_BOOT_SERVICES_APPLICATION sha256:97d1...   # shim 15.8
 *
 * All must be in the log. Of the PCRs that the file names, what the log has and the file has not is unlisted.
 */
#ifndef TOOLS_ATTEST_EVENTS_REFERENCES_H
#define TOOLS_ATTEST_EVENTS_REFERENCES_H

#include <stdio.h>

#include "lib/eventlog/log.h"

struct reference {
        uint32_t pcr;
        uint32_t type;
        uint16_t algorithm;
        size_t size;
        uint8_t digest[EVENT_DIGEST_MAX];
        size_t line;
        bool found;
};

struct references {
        struct reference *list; /* malloc()ed */
        size_t count;
        uint32_t pcrs;         /* bit N: there is a line for PCR N */
        size_t unlisted;       /* events of these PCRs that no line has */
        size_t first_unlisted; /* number of the first of them */
};

/* Returns NULL, or what is wrong; *@line is where. references_free() is due in any case. */
__attribute__((warn_unused_result)) const char *
references_read(const uint8_t *data, size_t size, struct references *out, size_t *line);
void references_free(struct references *references);

/* Marks the lines that @event is. */
void references_event(struct references *references, const struct event_log *log,
                      const struct event *event);

/* The first line that no event was, or NULL. */
const struct reference *references_missing(const struct references *references);

/* The line that @event would be, with its digest of the bank @bank, and @remark behind it. */
void references_print(const struct event_log *log, const struct event *event, size_t bank,
                      const char *remark, FILE *out);

#endif
