/* tools/evidence/report_form.c - see report_form.h. */
#include "tools/evidence/report_form.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/snp/certificate_table.h"
#include "tools/evidence/text_form.h"

/* MSG_REPORT_RSP in front of the report: status, size of the report, 24 reserved bytes. */
#define ANSWER_HEADER 32
#define VERSION_MOST  0xff /* what begins with a larger number is something else */

/* How files that are no reports begin. */
static const struct {
        const char *start;
        size_t size;
        const char *what;
} wrappings[] = {
        { "HCLA", 4, "an Azure HCL report: the SNP report is inside of it, and --hcl takes it" },
        { "\x0a", 1,
          "a protobuf message, as of go-sev-guest or go-tpm-tools; expected the report's own bytes" },
        { "\x30\x82", 2, "a certificate or something else in DER; expected a report" },
        { "\x00\x00\x00\x00\x03\x00\x00\x00", 8,
          "an event log of firmware (TCG EV_NO_ACTION); expected a report" },
        { "\xff\x54\x43\x47", 4, "a TPM's quote; expected a report" },
        { "\x1f\x8b", 2, "compressed by gzip; expected a report as it is" },
        { "PK\x03\x04", 4, "a ZIP archive; expected a report" },
        { "cashchip", 8, "a software chip, with its private keys; expected a report" },
        { "\x04\x00\x02\x00\x81\x00\x00\x00", 8, "a TDX quote; expected an SNP report" },
        { "\x04\x00\x03\x00\x81\x00\x00\x00", 8, "a TDX quote; expected an SNP report" },
        { "\x05\x00\x02\x00\x81\x00\x00\x00", 8, "a TDX quote; expected an SNP report" },
        { "\x03\x00\x02\x00\x00\x00\x00\x00", 8, "an SGX quote; expected an SNP report" },
        { "\x03\x00\x03\x00\x00\x00\x00\x00", 8, "an SGX quote; expected an SNP report" },
};

__attribute__((format(printf, 2, 3))) static const char *found(struct report_form *out,
                                                               const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(out->reason, sizeof(out->reason), format, arguments);
        va_end(arguments);
        return out->reason;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                if (bytes[i])
                        return false;
        }
        return true;
}

/* The table of the host by itself, which configfs-tsm calls auxblob. */
static bool is_table(const uint8_t *bytes, size_t size)
{
        struct certificate_table table;

        return certificate_table_open(&table, bytes, size) == CERTIFICATE_TABLE_OK &&
               table.count != 0;
}

/* Behind the report: zeros of a larger buffer, or the table. */
static const char *take_rest(const uint8_t *bytes, size_t size, struct report_form *out)
{
        struct certificate_table table;
        enum certificate_table_error error;

        if (is_zero(bytes, size))
                return NULL;
        error = certificate_table_open(&table, bytes, size);
        if (error != CERTIFICATE_TABLE_OK)
                return found(out, "a report and %zu bytes more, which are no certificate table: %s",
                             size, certificate_table_error_text(error));
        if (table.count == 0)
                return found(out, "a report and %zu bytes more, in which there is no certificate",
                             size);
        if (table.used > sizeof(out->certificates))
                return found(out, "a report and a certificate table of more than %zu bytes",
                             sizeof(out->certificates));
        memcpy(out->certificates, bytes, table.used);
        out->certificates_size = table.used;
        return NULL;
}

static const char *take_report(const uint8_t *bytes, size_t size, struct report_form *out)
{
        if (size < SNP_REPORT_SIZE)
                return found(out, "%zu bytes; a report has %u", size, SNP_REPORT_SIZE);
        memcpy(out->report, bytes, SNP_REPORT_SIZE);
        return take_rest(bytes + SNP_REPORT_SIZE, size - SNP_REPORT_SIZE, out);
}

/* The policy of a report is never zero (its bit 17 is one); in an answer these bytes are reserved. */
static bool is_answer(const uint8_t *bytes, size_t size)
{
        return size >= ANSWER_HEADER && is_zero(bytes + 8, ANSWER_HEADER - 8);
}

static const char *take_answer(const uint8_t *bytes, size_t size, struct report_form *out)
{
        struct bytes_reader in = bytes_reader(bytes, size);
        uint32_t status = bytes_read_le32(&in);
        uint32_t report_size = bytes_read_le32(&in);

        if (is_zero(bytes, size))
                return found(out, "%zu bytes, all zero", size);
        if (status != 0)
                return found(out, "the firmware's answer with status 0x%x, without a report",
                             (unsigned int)status);
        if (report_size != SNP_REPORT_SIZE)
                return found(out, "the firmware's answer with a report of %u bytes; expected %u",
                             (unsigned int)report_size, SNP_REPORT_SIZE);
        return take_report(bytes + ANSWER_HEADER, size - ANSWER_HEADER, out);
}

static const char *take_bytes(const uint8_t *bytes, size_t size, struct report_form *out)
{
        struct bytes_reader in = bytes_reader(bytes, size);
        uint32_t version = bytes_read_le32(&in);

        if (size == 0)
                return found(out, "nothing: it is empty");
        for (size_t i = 0; i < sizeof(wrappings) / sizeof(wrappings[0]); i++) {
                if (size >= wrappings[i].size &&
                    memcmp(bytes, wrappings[i].start, wrappings[i].size) == 0 &&
                    (wrappings[i].size > 1 || version > VERSION_MOST))
                        return found(out, "%s", wrappings[i].what);
        }
        if (is_table(bytes, size))
                return found(out,
                             "the host's certificate table (auxblob); --certificates takes it");
        if (is_answer(bytes, size))
                return take_answer(bytes, size, out);
        if (size >= sizeof(version) && (version == 0 || version > VERSION_MOST))
                return found(out, "%zu bytes that do not begin as a report does", size);
        return take_report(bytes, size, out);
}

const char *report_form_read(const void *data, size_t size, struct report_form *out)
{
        uint8_t decoded[TEXT_FORM_MAX];
        size_t decoded_size = 0;
        const char *problem;

        *out = (struct report_form){ 0 };
        if (!text_form_is_text(data, size))
                return take_bytes(data, size, out);
        problem = text_form_decode(data, size, decoded, &decoded_size);
        return problem ? found(out, "%s", problem) : take_bytes(decoded, decoded_size, out);
}
