/* tools/attest/events/check.c - see check.h. */
#include "tools/attest/events/check.h"

#include <string.h>

#include "lib/eventlog/describe.h"
#include "lib/eventlog/types.h"
#include "lib/eventlog/variable.h"

#define LINE_SHOWN 160

const char *event_problem_text(const struct event_log_problem *problem, char *out, size_t size)
{
        int length = snprintf(out, size, "offset %zu, event %zu: %s is %llu, expected %s",
                              problem->offset, problem->event, problem->what,
                              (unsigned long long)problem->found, problem->expected);

        if (problem->limit && length > 0 && (size_t)length < size)
                snprintf(out + length, size - (size_t)length, " %llu",
                         (unsigned long long)problem->limit);
        return out;
}

/* What one pass over the log finds. */
struct findings {
        struct replay replay;
        size_t measured;
        size_t differing;
        size_t forged;
        size_t first_forged;
        size_t first_differing;
        int secure_boot; /* -1: the log does not say */
        char command_line[LINE_SHOWN];
        bool has_command_line;
};

/* Only what was measured says something. */
static void note_secure_boot(struct findings *findings, const struct event *event)
{
        struct event_variable variable;

        if (event->type == EV_EFI_VARIABLE_DRIVER_CONFIG && event->pcr == 7 &&
            event_variable_read(event, &variable) && event_variable_is(&variable, "SecureBoot"))
                findings->secure_boot = variable.size == 1 && variable.data[0] == 1;
}

static void note_command_line(struct findings *findings, const struct event *event)
{
        size_t size;
        const uint8_t *line = event_command_line(event, &size);

        if (!line)
                return;
        findings->has_command_line = true;
        snprintf(findings->command_line, sizeof(findings->command_line), "%.*s",
                 (int)(size < LINE_SHOWN ? size : LINE_SHOWN - 1), (const char *)line);
}

static void note(struct findings *findings, const struct event_log *log, const struct event *event)
{
        switch (event_data_check(log, event)) {
        case EVENT_DATA_MEASURED:
                findings->measured++;
                note_secure_boot(findings, event);
                note_command_line(findings, event);
                break;
        case EVENT_DATA_DIFFERS:
                if (findings->differing++ == 0)
                        findings->first_differing = event->number;
                break;
        case EVENT_DATA_FORGED:
                if (findings->forged++ == 0)
                        findings->first_forged = event->number;
                break;
        case EVENT_DATA_OTHER:
                break;
        }
}

/* True if @left and @right say the same of every PCR that both know; otherwise *@pcr is the first that differs. */
static bool same_bank(const struct pcr_bank *left, const struct pcr_bank *right, unsigned int *pcr)
{
        for (*pcr = 0; *pcr < EVENT_PCRS; (*pcr)++) {
                if (left->known & right->known & UINT32_C(1) << *pcr &&
                    memcmp(left->values[*pcr], right->values[*pcr], left->size) != 0)
                        return false;
        }
        return true;
}

static size_t count_bits(uint32_t bits)
{
        size_t count = 0;

        for (; bits; bits &= bits - 1)
                count++;
        return count;
}

/* One bank; *@compared grows by the PCRs that could be compared. */
static bool check_bank(const struct replay *replay, size_t index, const struct pcr_bank *given,
                       struct steps *steps, size_t *compared)
{
        const struct pcr_bank *bank = &replay->values.banks[index];
        const char *name = event_algorithm_name(bank->algorithm);
        unsigned int pcr;

        if (bank->known & given->known & replay->lacking[index])
                return steps_add(steps, "replay", false,
                                 "the log has events without a digest of the bank %s", name);
        if (!same_bank(bank, given, &pcr)) {
                char is[2 * EVENT_DIGEST_MAX + 1];
                char made[2 * EVENT_DIGEST_MAX + 1];

                return steps_add(steps, "replay", false,
                                 "PCR %u of %s: the log makes %.16s..., the value is %.16s...", pcr,
                                 name, steps_hex(bank->values[pcr], bank->size, made),
                                 steps_hex(given->values[pcr], bank->size, is));
        }
        *compared += count_bits(bank->known & given->known);
        return true;
}

static bool check_replay(const struct replay *replay, const struct pcr_values *pcrs,
                         struct steps *steps)
{
        size_t compared = 0;

        if (replay->problem)
                return steps_add(steps, "replay", false, "event %zu %s", replay->problem_event,
                                 replay->problem);
        if (!pcrs) {
                steps_skip(steps, "replay", "there are no values of PCRs to compare with");
                return true;
        }
        for (size_t i = 0; i < replay->values.count; i++) {
                const struct pcr_bank *given =
                        pcr_bank_find(pcrs, replay->values.banks[i].algorithm);

                if (given && !check_bank(replay, i, given, steps, &compared))
                        return false;
        }
        return steps_add(steps, "replay", compared != 0,
                         compared ? "%zu values of PCRs are what the log makes"
                                  : "none of the values given is of a bank and PCR of the log",
                         compared);
}

/* A Secure Boot variable or separator that is not what was measured is a lie about what was decided. */
static bool check_data(const struct findings *findings, struct steps *steps)
{
        if (findings->forged)
                return steps_add(steps, "event data", false,
                                 "%zu are not what was measured, the first is event %zu",
                                 findings->forged, findings->first_forged);
        if (findings->differing)
                return steps_add(
                        steps, "event data", true,
                        "%zu are what was measured; %zu of less weight are not (event %zu)",
                        findings->measured, findings->differing, findings->first_differing);
        return steps_add(steps, "event data", true, "%zu are what was measured",
                         findings->measured);
}

static void show_findings(const struct findings *findings, struct steps *steps)
{
        if (findings->secure_boot >= 0)
                steps_skip(steps, "Secure Boot", "%s, says the log",
                           findings->secure_boot ? "on" : "off");
        if (findings->has_command_line)
                steps_skip(steps, "command line", "%s", findings->command_line);
}

static bool check_references(const struct event_rules *rules, struct steps *steps)
{
        static const char name[] = "reference values";
        const struct references *references = rules->references;
        const struct reference *missing = references_missing(references);

        if (missing)
                return steps_add(steps, name, false, "no event of the log is line %zu",
                                 missing->line);
        if (references->unlisted && !rules->unlisted)
                return steps_add(steps, name, false,
                                 "%zu events of their PCRs are not listed, the first is event %zu",
                                 references->unlisted, references->first_unlisted);
        return steps_add(steps, name, true, "all %zu are in the log; %zu events are not listed",
                         references->count, references->unlisted);
}

/* All events once. False if the log cannot be read to its end. */
static bool go_through(struct event_log *log, const struct event_rules *rules,
                       struct findings *findings)
{
        enum event_log_step step;
        struct event event;

        *findings = (struct findings){ .secure_boot = -1 };
        replay_begin(&findings->replay, log);
        while ((step = event_log_next(log, &event)) == EVENT_LOG_EVENT) {
                replay_event(&findings->replay, log, &event);
                note(findings, log, &event);
                if (rules->references)
                        references_event(rules->references, log, &event);
        }
        return step == EVENT_LOG_END;
}

bool events_check(const void *data, size_t size, const struct event_rules *rules,
                  struct steps *steps, struct pcr_values *replayed)
{
        struct findings findings;
        struct event_log log;
        char text[STEP_DETAIL_MAX];
        bool good;

        *replayed = (struct pcr_values){ 0 };
        if (!event_log_open(&log, data, size) || !go_through(&log, rules, &findings))
                return steps_add(steps, "event log", false, "%s",
                                 event_problem_text(&log.problem, text, sizeof(text)));
        steps_add(steps, "event log", true, "%zu events, %s, %zu banks", log.events,
                  log.crypto_agile ? "crypto agile" : "SHA-1 only", log.bank_count);
        good = check_replay(&findings.replay, rules->pcrs, steps);
        good = check_data(&findings, steps) && good;
        show_findings(&findings, steps);
        if (rules->references)
                good = check_references(rules, steps) && good;
        *replayed = findings.replay.values;
        return good;
}
