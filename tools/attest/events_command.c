/* tools/attest/events_command.c - see events_command.h: what a log says, nothing verified but that events are what they say. */
#include "tools/attest/events_command.h"

#include "tools/attest/events/check.h"
#include "tools/attest/events/ima_print.h"
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
          "whose digests are shown; otherwise SHA-256's, or those of the first bank (of IMA's list: whose values of PCRs)",
          .words = &bank_words },
        { "references", NULL, OPTION_FLAG(struct events_options, references),
          "the lines that attest verify --reference takes, or of IMA's list --ima-reference",
          .excludes = "json" },
        { "json", NULL, OPTION_FLAG(struct events_options, json), "the log as JSON" },
        { 0 },
};

static int problem_of(const char *path, const struct event_log_problem *problem, const char *text)
{
        char detail[200];

        if (problem->expected)
                text = event_problem_text(problem, detail, sizeof(detail));
        return command_error("attest", "%s: %s", path, text);
}

static enum events_form form_of(const struct events_options *given)
{
        if (given->json)
                return EVENTS_JSON;
        return given->references ? EVENTS_REFERENCES : EVENTS_TABLE;
}

static int print(const char *path, const struct file *file, const struct events_options *given)
{
        const char *problem = "it cannot be read";
        struct event_log log;

        if (event_log_open(&log, file->data, file->size))
                problem = events_print(&log, form_of(given), (uint16_t)given->bank, stdout);
        return problem ? problem_of(path, &log.problem, problem) : 0;
}

static int print_ima(const char *path, const struct file *file, const struct events_options *given)
{
        const char *problem = "it cannot be read";
        struct ima_list list;

        if (ima_list_open(&list, file->data, file->size))
                problem = ima_print(&list, file->data, file->size, form_of(given),
                                    (uint16_t)given->bank, stdout);
        return problem ? problem_of(path, &list.problem, problem) : 0;
}

static int events(void *arguments)
{
        const struct events_options *given = arguments;
        const char *path = given->operands.list[0];
        struct log_file log;
        const char *problem = log_file_read(path, &log);
        int status;

        if (problem)
                return command_error("attest", "%s: %s", path, problem);
        status = log.ima ? print_ima(path, &log.file, given) : print(path, &log.file, given);
        file_free(&log.file);
        return status;
}

const struct command attest_events = {
        .name = "events",
        .summary = "print an event log",
        .description =
                "Prints what firmware and boot loaders have measured (binary_bios_measurements), and the values of PCRs "
                "that it makes. The column \"data\" says whether an event's text is what was measured, something else was, or "
                "it should be and is not. IMA's list (binary_runtime_measurements or ascii_runtime_measurements) is known by its "
                "content.",
        .run = events,
        COMMAND_OPTIONS(options, struct events_options),
        COMMAND_OPERANDS("FILE", struct events_options, 1, 1, NULL),
};
