/* tools/attest/tpm_inputs.c - see tpm_inputs.h. */
#include "tools/attest/tpm_inputs.h"

#include <string.h>

#include "tools/attest/log_file.h"
#include "tools/attest/quoted_values.h"
#include "tools/common/command.h"

static const struct word unlisted[] = { { "refuse", 0 }, { "allow", 1 } };
const struct words unlisted_words = WORDS(unlisted);

static int unusable(const char *path, const char *why)
{
        return command_error("attest", "%s: %s", path, why);
}

static int unusable_line(const char *path, size_t line, const char *why)
{
        if (line == 0)
                return unusable(path, why);
        return command_error("attest", "%s:%zu: %s", path, line, why);
}

static int read_file(const char *path, struct file *out)
{
        int error = file_read(path, out);

        return error ? unusable(path, strerror(-error)) : 0;
}

static int read_hcl(const char *path, struct tpm_inputs *out)
{
        char reason[HCL_REASON_MAX];
        const char *problem;

        if (read_file(path, &out->hcl_file))
                return 1;
        problem = hcl_report_read(out->hcl_file.data, out->hcl_file.size, &out->hcl, reason);
        out->has_hcl = !problem;
        return problem ? unusable(path, problem) : 0;
}

static int read_ak(const char *path, struct tpm_inputs *out)
{
        struct file file = { 0 };
        const char *problem;

        if (read_file(path, &file))
                return 1;
        problem = attestation_key_read(file.data, file.size, &out->ak);
        file_free(&file);
        return problem ? unusable(path, problem) : 0;
}

static int read_pcrs(const char *path, struct tpm_inputs *out)
{
        struct file *file = &out->raw_pcrs;

        if (read_file(path, file))
                return 1;
        out->raw_problem = pcr_values_read(file->data, file->size, &out->pcrs, &out->raw_line);
        out->has_pcrs = !out->raw_problem;
        if (out->has_pcrs)
                file_free(file);
        return 0;
}

int tpm_inputs_take_values(const struct tpm_options *options, const struct file *quote,
                           struct tpm_inputs *in)
{
        struct quoted quoted;

        if (!in->raw_problem)
                return 0;
        if (quote->data && !quoted_read(quote->data, quote->size, &quoted))
                in->has_pcrs =
                        quoted_values_raw(&quoted, in->raw_pcrs.data, in->raw_pcrs.size, &in->pcrs);
        return in->has_pcrs ? 0 : unusable_line(options->pcrs, in->raw_line, in->raw_problem);
}

static int read_references(const char *path, struct tpm_inputs *out)
{
        struct file file = { 0 };
        const char *problem;
        size_t line;

        if (read_file(path, &file))
                return 1;
        problem = references_read(file.data, file.size, &out->references, &line);
        file_free(&file);
        out->has_references = !problem;
        return problem ? unusable_line(path, line, problem) : 0;
}

static int read_ima_paths(const char *path, struct tpm_inputs *out)
{
        struct file file = { 0 };
        const char *problem;
        size_t line;

        if (read_file(path, &file))
                return 1;
        problem = ima_paths_read(file.data, file.size, &out->ima_paths, &line);
        file_free(&file);
        out->has_ima_paths = !problem;
        return problem ? unusable_line(path, line, problem) : 0;
}

/* A list is IMA's by its content: given as an event log, it is taken as what it is. */
static int read_log(const char *path, bool must_be_ima, struct tpm_inputs *out)
{
        struct log_file log;
        const char *problem = log_file_read(path, &log);

        if (!problem && must_be_ima && !log.ima)
                problem =
                        "expected IMA's list (binary_runtime_measurements, ascii_runtime_measurements)";
        else if (!problem && log.ima && out->has_ima_log)
                problem = "found IMA's list, expected an event log beside it";
        if (problem) {
                file_free(&log.file);
                return unusable(path, problem);
        }
        *(log.ima ? &out->ima_log : &out->event_log) = log.file;
        *(log.ima ? &out->has_ima_log : &out->has_event_log) = true;
        return 0;
}

/* What is said about one of the two logs needs that one, whichever option has named it. */
static int check_logs(const struct tpm_options *options, const struct tpm_inputs *in)
{
        if (options->reference && !in->has_event_log)
                return unusable(
                        options->event_log,
                        "found IMA's list, expected an event log (for it there is --ima-reference)");
        if (options->ima_reference && !in->has_ima_log)
                return unusable(options->event_log, "expected IMA's list, for --ima-reference");
        return 0;
}

int tpm_inputs_read(const struct tpm_options *options, struct tpm_inputs *out)
{
        if ((options->hcl && read_hcl(options->hcl, out)) ||
            (options->ak && read_ak(options->ak, out)) ||
            (options->pcrs && read_pcrs(options->pcrs, out)) ||
            (options->reference && read_references(options->reference, out)) ||
            (options->ima_reference && read_ima_paths(options->ima_reference, out)) ||
            (options->ima_log && read_log(options->ima_log, true, out)) ||
            (options->event_log && read_log(options->event_log, false, out)))
                return 1;
        out->unlisted = options->unlisted == 1;
        return check_logs(options, out);
}

/* The rest given_free() frees. */
void tpm_inputs_free(struct tpm_inputs *inputs)
{
        file_free(&inputs->hcl_file);
        file_free(&inputs->raw_pcrs);
        file_free(&inputs->event_log);
        file_free(&inputs->ima_log);
}
