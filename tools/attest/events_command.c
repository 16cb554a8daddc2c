/* tools/attest/events_command.c - see events_command.h: what a log says, nothing verified but that events are what they say. */
#include "tools/attest/events_command.h"

#include "tools/attest/events/check.h"
#include "tools/attest/events/print.h"
#include "tools/attest/log_file.h"

struct events_options {
        struct operands operands;
        unsigned int bank;
        bool json;
        bool references;
};

static const struct word banks[] = {
        { "sha256", 0x000b },   { "sha1", 0x0004 },     { "sha384", 0x000c },
        { "sha512", 0x000d },   { "sm3_256", 0x0012 },  { "sha3_256", 0x0027 },
        { "sha3_384", 0x0028 }, { "sha3_512", 0x0029 },
};
static const struct words bank_words = WORDS(banks);

static const struct option options[] = {
        { "bank", "NAME", OPTION_WORD(struct events_options, bank),
          "whose digests are shown; otherwise SHA-256's, or those of the first bank",
          .words = &bank_words },
        { "references", NULL, OPTION_FLAG(struct events_options, references),
          "the lines that attest verify --reference takes", .excludes = "json" },
        { "json", NULL, OPTION_FLAG(struct events_options, json), "the log as JSON" },
        { 0 },
};

static int print(const char *path, const struct file *file, const struct events_options *given)
{
        enum events_form form = given->json         ? EVENTS_JSON
                                : given->references ? EVENTS_REFERENCES
                                                    : EVENTS_TABLE;
        char text[200];
        struct event_log log;
        const char *problem = "it cannot be read";

        if (event_log_open(&log, file->data, file->size))
                problem = events_print(&log, form, (uint16_t)given->bank, stdout);
        if (!problem)
                return 0;
        return command_error("attest", "%s: %s", path,
                             log.problem.expected
                                     ? event_problem_text(&log.problem, text, sizeof(text))
                                     : problem);
}

static int events(void *arguments)
{
        const struct events_options *given = arguments;
        const char *path = given->operands.list[0];
        struct file file = { 0 };
        const char *problem = log_file_read(path, &file);
        int status;

        if (problem)
                return command_error("attest", "%s: %s", path, problem);
        status = print(path, &file, given);
        file_free(&file);
        return status;
}

const struct command attest_events = {
        .name = "events",
        .summary = "print a TCG event log",
        .description =
                "Prints what firmware and boot loaders have measured (binary_bios_measurements), and the values of PCRs "
                "that it makes. The column \"data\" says whether an event's text is what was measured, something else was, or "
                "it should be and is not.",
        .run = events,
        COMMAND_OPTIONS(options, struct events_options),
        COMMAND_OPERANDS("FILE", struct events_options, 1, 1, NULL),
};
