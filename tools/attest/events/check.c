/* tools/attest/events/check.c - see check.h. */
#include "tools/attest/events/check.h"

#include <string.h>

#include "lib/eventlog/describe.h"
#include "lib/eventlog/types.h"
#include "lib/eventlog/variable.h"
#include "lib/wire/tpm_public.h"

#define PCR_LIST_MAX 96 /* " 23" for each of them */

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

/* Only what was measured says something. */
static void note_secure_boot(struct events_result *result, const struct event *event)
{
        struct event_variable variable;

        if (event->type == EV_EFI_VARIABLE_DRIVER_CONFIG && event->pcr == 7 &&
            event_variable_read(event, &variable) && event_variable_is(&variable, "SecureBoot"))
                result->secure_boot = variable.size == 1 && variable.data[0] == 1;
}

static void note_command_line(struct events_result *result, const struct event *event)
{
        size_t size;
        const uint8_t *line = event_command_line(event, &size);

        if (!line)
                return;
        result->has_command_line = true;
        result->command_line_pcr = event->pcr;
        snprintf(result->command_line, sizeof(result->command_line), "%.*s",
                 (int)(size < EVENTS_LINE_MAX ? size : EVENTS_LINE_MAX - 1), (const char *)line);
}

static void note(struct events_result *result, const struct event_log *log,
                 const struct event *event)
{
        switch (event_data_check(log, event)) {
        case EVENT_DATA_MEASURED:
                result->measured++;
                note_secure_boot(result, event);
                note_command_line(result, event);
                break;
        case EVENT_DATA_DIFFERS:
                if (result->differing++ == 0)
                        result->first_differing = event->number;
                break;
        case EVENT_DATA_FORGED:
                if (result->forged++ == 0)
                        result->first_forged = event->number;
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

/* PCRs that were compared, and those of them in another bank than SHA-1's. */
struct compared {
        uint32_t all;
        uint32_t strong;
};

/* One bank; @compared grows by its PCRs. */
static bool check_bank(const struct replay *replay, size_t index, const struct pcr_bank *given,
                       struct steps *steps, struct compared *compared)
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
        compared->all |= bank->known & given->known;
        if (bank->algorithm != TPM_ALG_SHA1)
                compared->strong |= bank->known & given->known;
        return true;
}

/* " 0 4 7" */
static void list_pcrs(uint32_t pcrs, char out[PCR_LIST_MAX])
{
        size_t used = 0;

        out[0] = '\0';
        for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                if (pcrs & UINT32_C(1) << pcr)
                        used += (size_t)snprintf(out + used, PCR_LIST_MAX - used, " %u", pcr);
        }
}

/* PCRs that the log has events for, in any bank. */
static uint32_t pcrs_of(const struct replay *replay)
{
        uint32_t known = 0;

        for (size_t i = 0; i < replay->values.count; i++)
                known |= replay->values.banks[i].known | replay->lacking[i];
        return known;
}

static bool say_compared(const struct replay *replay, const struct compared *compared,
                         struct steps *steps)
{
        uint32_t rest = pcrs_of(replay) & ~compared->all;
        char all[PCR_LIST_MAX];
        char missing[PCR_LIST_MAX];

        if (!compared->all)
                return steps_add(steps, "replay", false,
                                 "no value is known of any bank and PCR of the log");
        list_pcrs(compared->all, all);
        list_pcrs(rest, missing);
        return steps_add(steps, "replay", true, "PCRs%s are what the log makes%s%s%s", all,
                         compared->strong ? "" : ", by SHA-1 alone", rest ? "; not compared:" : "",
                         missing);
}

/* *@pcrs_compared is for which PCRs the log is more than somebody's word. */
static bool check_replay(const struct replay *replay, const struct pcr_values *pcrs,
                         struct steps *steps, uint32_t *pcrs_compared)
{
        struct compared compared = { 0 };

        *pcrs_compared = 0;
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
        *pcrs_compared = compared.all;
        return say_compared(replay, &compared, steps);
}

/* A Secure Boot variable or separator that is not what was measured is a lie about what was decided. */
static bool check_data(const struct events_result *result, struct steps *steps)
{
        if (result->forged)
                return steps_add(steps, "event data", false,
                                 "%zu are not what was measured, the first is event %zu",
                                 result->forged, result->first_forged);
        if (result->differing)
                return steps_add(
                        steps, "event data", true,
                        "%zu are what was measured; %zu of less weight are not (event %zu)",
                        result->measured, result->differing, result->first_differing);
        return steps_add(steps, "event data", true, "%zu are what was measured", result->measured);
}

static void show_findings(const struct events_result *result, uint32_t compared,
                          struct steps *steps)
{
        static const char alone[] = "; PCR not compared";

        if (result->secure_boot >= 0)
                steps_skip(steps, "Secure Boot", "%s, says the log%s",
                           result->secure_boot ? "on" : "off",
                           compared & UINT32_C(1) << 7 ? "" : alone);
        if (result->has_command_line)
                steps_skip(steps, "command line", "%s%s", result->command_line,
                           compared & UINT32_C(1) << result->command_line_pcr ? "" : alone);
}

static bool check_references(const struct event_rules *rules, uint32_t compared,
                             struct steps *steps)
{
        static const char name[] = "reference values";
        const struct references *references = rules->references;
        const struct reference *missing = references_missing(references);

        if (rules->pcrs && (references->pcrs & ~compared)) {
                char pcrs[PCR_LIST_MAX];

                list_pcrs(references->pcrs & ~compared, pcrs);
                return steps_add(steps, name, false, "there are some of PCRs not compared:%s",
                                 pcrs);
        }
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
static bool go_through(struct event_log *log, struct references *references,
                       struct events_result *result)
{
        enum event_log_step step;
        struct event event;

        replay_begin(&result->replay, log);
        while ((step = event_log_next(log, &event)) == EVENT_LOG_EVENT) {
                replay_event(&result->replay, log, &event);
                note(result, log, &event);
                if (references)
                        references_event(references, log, &event);
        }
        return step == EVENT_LOG_END;
}

void events_read(const void *data, size_t size, struct references *references, struct steps *steps,
                 struct events_result *out)
{
        struct event_log log;
        char text[STEP_DETAIL_MAX];

        *out = (struct events_result){ .secure_boot = -1 };
        out->read = event_log_open(&log, data, size) && go_through(&log, references, out);
        if (out->read)
                steps_add(steps, "event log", true, "%zu events, %s, %zu banks", log.events,
                          log.crypto_agile ? "crypto agile" : "SHA-1 only", log.bank_count);
        else
                steps_add(steps, "event log", false, "%s",
                          event_problem_text(&log.problem, text, sizeof(text)));
}

bool events_check(const struct events_result *result, const struct event_rules *rules,
                  struct steps *steps)
{
        uint32_t compared;
        bool good = check_replay(&result->replay, rules->pcrs, steps, &compared);

        good = check_data(result, steps) && good;
        show_findings(result, compared, steps);
        if (rules->references)
                good = check_references(rules, compared, steps) && good;
        return good;
}
