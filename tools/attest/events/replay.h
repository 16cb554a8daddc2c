/* tools/attest/events/replay.h - which values a log's events give PCRs, and whether events are what they say. */
#ifndef TOOLS_ATTEST_EVENTS_REPLAY_H
#define TOOLS_ATTEST_EVENTS_REPLAY_H

#include "lib/eventlog/preimage.h"
#include "tools/attest/events/pcrs.h"

/* What an event's own bytes are to its digests. */
enum event_data {
        EVENT_DATA_OTHER,    /* something else was measured: they are a remark */
        EVENT_DATA_MEASURED, /* they are what was measured, in every bank */
        EVENT_DATA_DIFFERS,  /* they should be, and are not */
        EVENT_DATA_FORGED,   /* the same, and something decides by them */
};

enum event_data event_data_check(const struct event_log *log, const struct event *event);

struct replay {
        struct pcr_values values; /* of PCRs that the log has events for */
        uint32_t lacking
                [PCR_BANKS_MAX]; /* beside the banks: an event of this PCR has no digest of that bank */
        const char *problem;     /* as the end of a sentence, or NULL */
        size_t problem_event;
};

/* Before the first event. */
void replay_begin(struct replay *replay, const struct event_log *log);

/* PCRs are extended as TPM 2.0 Part 1, section 17.2, says; PCR 0 begins at the locality of TPM2_Startup. */
void replay_event(struct replay *replay, const struct event_log *log, const struct event *event);

#endif
