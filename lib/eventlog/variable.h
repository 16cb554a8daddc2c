/*
 * lib/eventlog/variable.h - UEFI variables in events (UEFI_VARIABLE_DATA: PFP 1.05, section 10.2.6), and what those of Secure
 * Boot hold (EFI_SIGNATURE_LIST: UEFI 2.10, section 32.4.1).
 */
#ifndef LIB_EVENTLOG_VARIABLE_H
#define LIB_EVENTLOG_VARIABLE_H

#include "lib/eventlog/log.h"
#include "lib/eventlog/text.h"

/* Points into the event. */
struct event_variable {
        const uint8_t *guid;
        const uint8_t *name; /* UTF-16, without NUL */
        size_t name_size;    /* in bytes */
        const uint8_t *data;
        size_t size;
};

/* True if @type is of those that have a variable. */
bool event_has_variable(uint32_t type);

/* False if the event's bytes are no variable. */
__attribute__((warn_unused_result)) bool event_variable_read(const struct event *event,
                                                             struct event_variable *out);

/* True if its name is @name, of ASCII. */
bool event_variable_is(const struct event_variable *variable, const char *name);

/* A signature of a list, or the whole of an authority's event. */
struct event_signature {
        const uint8_t *owner; /* GUID */
        const uint8_t *data;
        size_t size;
        bool x509; /* of DER; otherwise something else, a digest as a rule */
};

/* Goes through the lists of a variable: begins as bytes_reader() of its data. */
struct event_signatures {
        struct bytes_reader in;   /* lists */
        struct bytes_reader list; /* signatures of the present one */
        uint32_t each;            /* bytes of one, with its owner */
        bool x509;
};

void event_signatures_begin(struct event_signatures *lists, const struct event_variable *variable);

/* False at the end, and where a list is malformed: lists->in.failed then. */
__attribute__((warn_unused_result)) bool event_signatures_next(struct event_signatures *lists,
                                                               struct event_signature *out);

/* One line about it. */
void event_variable_text(struct event_text *text, uint32_t type,
                         const struct event_variable *variable);

#endif
