/* softsnp/snp/ghcb_events.h - the events that are small enough to share a file. */
#ifndef SOFTSNP_SNP_GHCB_EVENTS_H
#define SOFTSNP_SNP_GHCB_EVENTS_H

#include "softsnp/snp/ghcb_call.h"

struct ghcb_event_handler {
        uint64_t code;
        struct ghcb_answer (*handle)(struct ghcb_call *call);
};

/* Ends with an entry without handler. */
extern const struct ghcb_event_handler ghcb_event_handlers[];

#endif
