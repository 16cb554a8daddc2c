/*
 * fuzz/lib/eventlog.c - any bytes as an event log: what an event points to lies in the log, its line is printable and ends, the
 * bytes that may be hashed are its own; reading ends where the log does, or says where it cannot go on.
 */
#include "lib/base/memory.h"
#include "lib/eventlog/describe.h"
#include "lib/eventlog/preimage.h"
#include "lib/eventlog/variable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sink;

static void touch(const uint8_t *data, size_t size)
{
        for (size_t i = 0; i < size; i++)
                sink = data[i];
}

static void look_at_variable(const struct event *event)
{
        struct event_signature signature;
        struct event_signatures lists;
        struct event_variable variable;

        if (!event_variable_read(event, &variable))
                return;
        touch(variable.name, variable.name_size);
        event_signatures_begin(&lists, &variable);
        while (event_signatures_next(&lists, &signature))
                touch(signature.data, signature.size);
}

static void look_at(const struct event_log *log, const struct event *event)
{
        struct event_preimages preimages;
        char text[EVENT_TEXT_MAX];

        touch(event->data, event->size);
        for (size_t i = 0; i < log->bank_count; i++) {
                if (event->digests[i])
                        touch(event->digests[i], log->banks[i].size);
        }
        event_describe(event, text, sizeof(text));
        for (const char *c = text; *c; c++) {
                if (*c < 0x20 || *c > 0x7e || c == text + sizeof(text) - 1)
                        __builtin_trap();
        }
        event_preimages(event, &preimages);
        for (size_t i = 0; i < preimages.count; i++) {
                const uint8_t *from = preimages.list[i].data;

                if (from < event->data || from + preimages.list[i].size > event->data + event->size)
                        __builtin_trap();
        }
        look_at_variable(event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        enum event_log_step step = EVENT_LOG_BAD;
        struct event_log log;
        struct event event;

        if (event_log_open(&log, data, size)) {
                while ((step = event_log_next(&log, &event)) == EVENT_LOG_EVENT) {
                        if (event.data < data || event.data + event.size > data + size ||
                            (event.pcr >= EVENT_PCRS && event.type != EV_NO_ACTION))
                                __builtin_trap();
                        look_at(&log, &event);
                }
        }
        if ((step == EVENT_LOG_BAD) != (log.problem.expected != NULL) || log.problem.offset > size)
                __builtin_trap();
        return 0;
}
