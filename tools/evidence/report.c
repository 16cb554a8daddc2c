/*
 * tools/evidence/report.c - see report.h. Fields and bits are those of ATTESTATION_REPORT (AMD 56860, "SNP firmware ABI", 1.59).
 */
#include "tools/evidence/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define VERSION_LEAST       2
#define VERSION_MOST        6                   /* of those that are known */
#define POLICY_KNOWN        UINT64_C(0x3ffffff) /* 25:0 */
#define PLATFORM_INFO_KNOWN UINT64_C(0xbf)      /* 5:0 and 7 */
#define KEY_INFO_KNOWN      UINT64_C(0x1f)
#define COUNT(array)        (sizeof(array) / sizeof((array)[0]))

/*
 * Families and models of product lines, combined values (virtee/sev, Generation).
 */
static const struct {
        const char *name;
        enum snp_product product;
        uint8_t family, first, last;
} cpus[] = {
        { "Milan", SNP_PRODUCT_MILAN, 0x19, 0x00, 0x0f },
        { "Genoa", SNP_PRODUCT_GENOA, 0x19, 0x10, 0x1f },
        { "Bergamo or Siena", SNP_PRODUCT_GENOA, 0x19, 0xa0, 0xaf },
        { "Turin", SNP_PRODUCT_TURIN, 0x1a, 0x00, 0x1f },
        { "Venice", SNP_PRODUCT_VENICE, 0x1a, 0x50, 0x5f },
        { "Venice", SNP_PRODUCT_VENICE, 0x1a, 0x90, 0xaf },
        { "Venice", SNP_PRODUCT_VENICE, 0x1a, 0xc0, 0xcf },
};

const char *report_read(const void *data, size_t size, struct snp_report *out)
{
        if (size != SNP_REPORT_SIZE)
                return "it has not the size of a report";
        memcpy(out, data, SNP_REPORT_SIZE);
        if (out->version < VERSION_LEAST)
                return "its version is not 2 or later";
        if (out->signature_algorithm != SNP_REPORT_SIGNATURE_ECDSA)
                return "it is not signed with P-384 and SHA-384";
        if (!(out->policy & SNP_POLICY_ONE))
                return "bit 17 of its policy is not set";
        return NULL;
}

static bool is_zero(const void *data, size_t size)
{
        const uint8_t *bytes = data;

        for (size_t i = 0; i < size; i++) {
                if (bytes[i])
                        return false;
        }
        return true;
}

/* A list that is being written; what does not fit any more ends in "...". */
struct list {
        char *text;
        size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct list *list, const char *format, ...)
{
        static const char more[] = "...";
        char item[64];
        va_list arguments;
        size_t size;

        va_start(arguments, format);
        vsnprintf(item, sizeof(item), format, arguments);
        va_end(arguments);
        size = strlen(item) + 2;
        if (list->length + size + sizeof(more) > REPORT_UNKNOWN_MAX) {
                if (list->length > 3 && strcmp(list->text + list->length - 3, more) != 0)
                        list->length += (size_t)sprintf(list->text + list->length, "%s", more);
                return;
        }
        list->length +=
                (size_t)sprintf(list->text + list->length, "%s%s", list->length ? ", " : "", item);
}

static void add_bits(struct list *list, const char *field, uint64_t value, uint64_t known)
{
        for (unsigned int bit = 0; bit < 64; bit++) {
                if ((value & ~known) >> bit & 1)
                        add(list, "%s bit %u", field, bit);
        }
}

/* Where an area that is reserved is not zero: its first byte and its last. */
static void add_bytes(struct list *list, const struct snp_report *report, size_t offset,
                      size_t size)
{
        const uint8_t *bytes = (const uint8_t *)report + offset;
        size_t first = 0;
        size_t last = size;

        if (is_zero(bytes, size))
                return;
        while (!bytes[first])
                first++;
        while (!bytes[last - 1])
                last--;
        if (last - first == 1)
                add(list, "byte 0x%zx", offset + first);
        else
                add(list, "bytes 0x%zx to 0x%zx", offset + first, offset + last - 1);
}

#define ADD_BYTES(list, report, field) \
        add_bytes(list, report, offsetof(struct snp_report, field), sizeof((report)->field))

/* The row of the CPU, or COUNT(cpus). */
static size_t find_cpu(const struct snp_report *report)
{
        size_t i = 0;

        while (i < COUNT(cpus) &&
               (report->version < 3 || cpus[i].family != report->cpuid_family ||
                report->cpuid_model < cpus[i].first || report->cpuid_model > cpus[i].last))
                i++;
        return i;
}

/* ETCB_VERSION has 14 numbers (AMD 56860, 1.59, table 6); what is behind them is reserved. */
static void add_extended(struct list *list, const struct snp_report *report)
{
        static const size_t offsets[] = { offsetof(struct snp_report, current_etcb),
                                          offsetof(struct snp_report, launch_etcb),
                                          offsetof(struct snp_report, committed_etcb) };
        size_t known = report->version < 6 ? 0 : SNP_ETCB_PARTS;

        for (size_t i = 0; i < COUNT(offsets); i++)
                add_bytes(list, report, offsets[i] + known, SNP_ETCB_SIZE - known);
}

/* What a version does not have yet, and a CPU that none of the rows has. */
static void add_later(struct list *list, const struct snp_report *report)
{
        if (report->version > VERSION_MOST)
                add(list, "version %u", (unsigned int)report->version);
        if (report->version < 3)
                add_bytes(list, report, offsetof(struct snp_report, cpuid_family), 3);
        else if (find_cpu(report) == COUNT(cpus))
                add(list, "CPU family 0x%02x model 0x%02x", report->cpuid_family,
                    report->cpuid_model);
        if (report->version < 5) {
                ADD_BYTES(list, report, launch_mitigation_vector);
                ADD_BYTES(list, report, current_mitigation_vector);
        }
        add_extended(list, report);
}

/* Bytes that a TCB of the product has not, and numbers out of their bounds. */
static void add_tcbs(struct list *list, const struct snp_report *report, enum snp_product product)
{
        const struct {
                const char *name;
                uint64_t value;
        } tcbs[] = {
                { "current", report->current_tcb },
                { "reported", report->reported_tcb },
                { "committed", report->committed_tcb },
                { "launch", report->launch_tcb },
        };
        struct snp_tcb parts;

        for (size_t i = 0; i < COUNT(tcbs); i++) {
                if (!snp_tcb_decode(product, tcbs[i].value, &parts))
                        add(list, "parts of the %s TCB", tcbs[i].name);
        }
}

bool report_unknown(const struct snp_report *report, const enum snp_product *product,
                    char out[REPORT_UNKNOWN_MAX])
{
        struct list list = { out, 0 };
        unsigned int key = report_signing_key(report);

        *out = '\0';
        add_later(&list, report);
        add_bits(&list, "POLICY", report->policy, POLICY_KNOWN);
        add_bits(&list, "PLATFORM_INFO", report->platform_info, PLATFORM_INFO_KNOWN);
        add_bits(&list, "KEY_INFO", report->key_info, KEY_INFO_KNOWN);
        if (key > SNP_SIGNING_KEY_VLEK && key != SNP_SIGNING_KEY_NONE)
                add(&list, "signing key %u", key);
        ADD_BYTES(&list, report, reserved_4c);
        ADD_BYTES(&list, report, reserved_18b);
        ADD_BYTES(&list, report, reserved_1eb);
        ADD_BYTES(&list, report, reserved_1ef);
        ADD_BYTES(&list, report, reserved_208);
        ADD_BYTES(&list, report, reserved_280);
        ADD_BYTES(&list, report, reserved_330);
        if (product)
                add_tcbs(&list, report, *product);
        return list.length != 0;
}

const char *report_cpu_name(const struct snp_report *report)
{
        size_t cpu = find_cpu(report);

        return cpu == COUNT(cpus) ? NULL : cpus[cpu].name;
}

bool report_product(const struct snp_report *report, enum snp_product *out)
{
        size_t cpu = find_cpu(report);

        if (cpu == COUNT(cpus))
                return false;
        *out = cpus[cpu].product;
        return true;
}

bool report_may_be_of(const struct snp_report *report, enum snp_product product)
{
        size_t cpu = find_cpu(report);

        return cpu == COUNT(cpus) || cpus[cpu].product == product;
}

unsigned int report_signing_key(const struct snp_report *report)
{
        return report->key_info >> SNP_KEY_INFO_SIGNING_SHIFT & SNP_KEY_INFO_SIGNING_MASK;
}

bool report_hides_chip(const struct snp_report *report)
{
        return is_zero(report->chip_id, sizeof(report->chip_id));
}
