/*
 * tests/proof/readers/eventlog.c - one step through an event log of any size, from any place and with any banks that a Spec ID
 * event can name: an event's bytes and digests lie in the log, and the reader goes on. And any Spec ID event: the banks that come
 * of it are such banks. There are up to 3 banks.
 */
#include "lib/eventlog/log.h"
#undef EVENT_BANKS_MAX
#define EVENT_BANKS_MAX 3
#include "lib/eventlog/log.c"
#include "tests/proof/readers/any.h"

int memcmp(const void *left, const void *right, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(left, size), "memcmp: the left bytes may be read");
        __CPROVER_assert(__CPROVER_r_ok(right, size), "memcmp: the right bytes may be read");
        return nondet_bool();
}

static bool good_banks(const struct event_log *log)
{
        if (log->bank_count == 0 || log->bank_count > EVENT_BANKS_MAX)
                return false;
        if (!log->crypto_agile)
                return log->bank_count == 1 && log->banks[0].size == SHA1_SIZE;
        for (size_t i = 0; i < log->bank_count; i++) {
                if (log->banks[i].size == 0 || log->banks[i].size > EVENT_DIGEST_MAX)
                        return false;
        }
        return true;
}

static void prove_next(struct event_log *log)
{
        const size_t before = log->in.offset;
        struct event event;

        if (event_log_next(log, &event) != EVENT_LOG_EVENT)
                return;
        __CPROVER_assert(log->in.offset > before, "the reader goes on");
        __CPROVER_assert(log->in.offset <= log->in.size, "it stays in the log");
        __CPROVER_assert(__CPROVER_r_ok(event.data, event.size), "the bytes lie in the log");
        __CPROVER_assert(event.pcr < EVENT_PCRS || event.type == EV_NO_ACTION, "the PCR is one");
        for (size_t i = 0; i < log->bank_count; i++)
                __CPROVER_assert(!event.digests[i] ||
                                         __CPROVER_r_ok(event.digests[i], log->banks[i].size),
                                 "a digest lies in the log");
}

static void prove_spec_id(struct event_log *log)
{
        struct event first = { .size = nondet_u32() };

        __CPROVER_assume(first.size <= log->in.offset && !log->crypto_agile); /* as it is opened */
        first.data = any_bytes(first.size);
        if (read_spec_id(log, &first, nondet_bool()))
                __CPROVER_assert(good_banks(log), "the banks are good");
        else
                __CPROVER_assert(log->problem.expected != NULL, "a refusal has its reason");
}

int main(void)
{
        struct event_log log = { .bank_count = nondet_size(), .crypto_agile = nondet_bool() };

        log.in.size = nondet_u32();
        log.in.offset = nondet_u32();
        log.padding_from = nondet_size();
        for (size_t i = 0; i < EVENT_BANKS_MAX; i++) {
                log.banks[i].algorithm = nondet_u16();
                log.banks[i].size = nondet_u16();
        }
        __CPROVER_assume(log.in.offset <= log.in.size && good_banks(&log));
        if (nondet_bool())
                prove_next(&log);
        else
                prove_spec_id(&log);
        return 0;
}
