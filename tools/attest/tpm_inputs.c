/* tools/attest/tpm_inputs.c - see tpm_inputs.h. */
#include "tools/attest/tpm_inputs.h"

#include <string.h>

#include "tools/attest/log_file.h"
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
        struct file file = { 0 };
        const char *problem;
        size_t line;

        if (read_file(path, &file))
                return 1;
        problem = pcr_values_read(file.data, file.size, &out->pcrs, &line);
        file_free(&file);
        out->has_pcrs = !problem;
        return problem ? unusable_line(path, line, problem) : 0;
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

static int read_log(const char *path, struct tpm_inputs *out)
{
        const char *problem = log_file_read(path, &out->event_log);

        return problem ? unusable(path, problem) : 0;
}

int tpm_inputs_read(const struct tpm_options *options, struct tpm_inputs *out)
{
        if ((options->hcl && read_hcl(options->hcl, out)) ||
            (options->ak && read_ak(options->ak, out)) ||
            (options->pcrs && read_pcrs(options->pcrs, out)) ||
            (options->reference && read_references(options->reference, out)) ||
            (options->event_log && read_log(options->event_log, out)))
                return 1;
        out->has_event_log = options->event_log != NULL;
        out->unlisted = options->unlisted == 1;
        return 0;
}

/* The rest given_free() frees. */
void tpm_inputs_free(struct tpm_inputs *inputs)
{
        file_free(&inputs->hcl_file);
        file_free(&inputs->event_log);
}
