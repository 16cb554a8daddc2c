/* tools/attest/log_file.c - see log_file.h. A log has zeros in it and a text has none, so neither is taken for the other. */
#include "tools/attest/log_file.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "lib/eventlog/ima.h"
#include "lib/eventlog/ima_text.h"
#include "tools/attest/events/check.h"
#include "tools/attest/events/ima_replay.h"
#include "tools/evidence/text_form.h"

/* White space out. */
static void squeeze(struct file *file)
{
        size_t kept = 0;

        for (size_t i = 0; i < file->size; i++) {
                if (!strchr(" \t\r\n", file->data[i]))
                        file->data[kept++] = file->data[i];
        }
        file->size = kept;
        file->data[kept] = '\0';
}

/* Shorter than its digits, so it fits where they are; they are read before they are overwritten. */
static bool decode_hex(struct file *file)
{
        long size = 0;
        unsigned char *bytes = OPENSSL_hexstr2buf((const char *)file->data, &size);

        if (!bytes)
                return false;
        memcpy(file->data, bytes, (size_t)size);
        file->size = (size_t)size;
        OPENSSL_free(bytes);
        return true;
}

static bool decode_base64(struct file *file)
{
        unsigned char *bytes = OPENSSL_malloc(file->size);
        size_t padding = 0;
        int size;

        while (padding < 2 && padding < file->size && file->data[file->size - 1 - padding] == '=')
                padding++;
        size = bytes && file->size % 4 == 0 ? EVP_DecodeBlock(bytes, file->data, (int)file->size)
                                            : -1;
        if (size > 0) {
                file->size = (size_t)size - padding;
                memcpy(file->data, bytes, file->size);
        }
        OPENSSL_free(bytes);
        return size > 0;
}

static const char *decode(struct file *file)
{
        bool only_digits;

        squeeze(file);
        only_digits = strspn((const char *)file->data, "0123456789abcdefABCDEF") == file->size;
        if (only_digits ? decode_hex(file) : decode_base64(file))
                return NULL;
        return "found text, expected an event log or IMA's list, or hexadecimal digits or base64 of one";
}

/* In one order of bytes. */
static const char *rewrite(struct log_file *log, bool big_endian, struct file *out)
{
        struct event_log_problem problem;
        struct bytes_writer to;

        out->size = IMA_TEXT_BYTES(log->file.size);
        out->data = malloc(out->size);
        if (!out->data)
                return "expected less: there is no memory for it";
        to = bytes_writer(out->data, out->size);
        if (ima_text_read(log->file.data, log->file.size, big_endian, &to, &problem)) {
                out->size = to.size;
                return NULL;
        }
        file_free(out);
        event_problem_text(&problem, log->reason, sizeof(log->reason));
        return log->reason;
}

/* The text has lost the machine's order; digests are of bytes in it. */
static const char *read_ima_text(struct log_file *log)
{
        struct file little = { 0 };
        struct file big = { 0 };
        const char *problem = rewrite(log, false, &little);

        if (!problem && !ima_list_algorithm(little.data, little.size))
                problem = rewrite(log, true, &big);
        if (problem) {
                file_free(&little);
                return problem;
        }
        file_free(&log->file);
        if (big.data && ima_list_algorithm(big.data, big.size)) {
                log->file = big;
                file_free(&little);
        } else {
                log->file = little;
                file_free(&big);
        }
        return NULL;
}

/* Of systemd (tpm2-measure.log, records behind 0x1e), of systemd-pcrlock, of the TCG's Canonical Event Log. */
static bool is_json(const struct file *file)
{
        size_t at = 0;

        while (at < file->size && strchr(" \t\r\n", file->data[at]) && file->data[at])
                at++;
        return at < file->size &&
               (file->data[at] == '{' || file->data[at] == '[' ||
                (file->data[at] == 0x1e && at + 1 < file->size && file->data[at + 1] == '{'));
}

static bool begins(const struct file *file, const char *text)
{
        size_t length = strlen(text);

        return file->size >= length && memcmp(file->data, text, length) == 0;
}

/* Linux' ascii_bios_measurements: PCR, SHA-1's digest, two digits, and a bracket. It leaves out what was measured. */
static bool is_ascii_bios(const struct file *file)
{
        const char *line = (const char *)file->data;
        size_t digits;
        size_t at = 0;

        while (at < file->size && strchr(" 0123456789", line[at]) && line[at] && at < 3)
                at++;
        digits = at;
        while (digits < file->size && strchr("0123456789abcdef", line[digits]) && line[digits])
                digits++;
        return digits - at == 40 && file->size - digits > 5 && line[digits] == ' ' &&
               line[digits + 3] == ' ' && line[digits + 4] == '[';
}

/* What else lies where logs do. */
static const char *other_form(const struct file *file)
{
        if (is_json(file))
                return "found JSON, expected an event log as Linux gives it (binary_bios_measurements)";
        if (begins(file, "---\nversion:") || begins(file, "---\nevents:"))
                return "found what tpm2_eventlog prints, expected the log itself";
        if (is_ascii_bios(file))
                return "found ascii_bios_measurements, expected binary_bios_measurements: the text has not all of the log";
        if (begins(file, "\x1f\x8b") || begins(file, "\xfd"
                                                     "7zXZ"))
                return "found a compressed file, expected an event log";
        if (file->size >= 36 &&
            (begins(file, "CCEL") || begins(file, "TPM2") || begins(file, "TCPA")))
                return "found an ACPI table, which only says where the log is; expected the log, which Linux gives as "
                       "/sys/firmware/acpi/tables/data/CCEL or /sys/kernel/security/tpm0/binary_bios_measurements";
        return NULL;
}

/* IMA's list is found by its content, whichever option names the file. */
static const char *read_form(struct log_file *log)
{
        const char *problem = other_form(&log->file);

        if (log->file.size > LOG_FILE_MAX)
                return "expected an event log, found more than 64 MiB";
        if (problem)
                return problem;
        if (ima_text_is(log->file.data, log->file.size))
                problem = read_ima_text(log);
        else if (text_form_is_text(log->file.data, log->file.size))
                problem = decode(&log->file);
        log->ima = !problem && ima_list_is(log->file.data, log->file.size);
        return problem;
}

const char *log_file_read(const char *path, struct log_file *out)
{
        int error;
        const char *problem;

        *out = (struct log_file){ 0 };
        error = file_read(path, &out->file);
        if (error)
                return strerror(-error);
        problem = read_form(out);
        if (problem)
                file_free(&out->file);
        return problem;
}
