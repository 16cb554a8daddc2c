/*
 * lib/eventlog/preimage.h - of which bytes an event's digest should be: where it is of the event's own, what the event says was
 * measured; where it is not, the event's text is a remark that anybody could have changed.
 */
#ifndef LIB_EVENTLOG_PREIMAGE_H
#define LIB_EVENTLOG_PREIMAGE_H

#include "lib/eventlog/log.h"

#define EVENT_PREIMAGES_MAX 3

enum event_preimage_rule {
        EVENT_PREIMAGE_NONE, /* the digest is of something else: code, tables */
        EVENT_PREIMAGE_MAY,  /* some log it so, others do not */
        EVENT_PREIMAGE_IS,   /* the profile, or the one program that logs it, has it so */
        EVENT_PREIMAGE_MUST, /* the same, and what boots is decided by it */
};

struct event_preimages {
        enum event_preimage_rule rule;
        size_t count;
        struct {
                const uint8_t *data;
                size_t size;
        } list[EVENT_PREIMAGES_MAX];
};

/* What may be hashed to the event's digest, likeliest first. */
void event_preimages(const struct event *event, struct event_preimages *out);

/* The kernel's command line of an EV_IPL of GRUB's, or NULL: @size bytes without NUL. */
const uint8_t *event_command_line(const struct event *event, size_t *size);

#endif
