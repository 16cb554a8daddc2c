/* fuzz/attest/report_form_seed.c - a report by itself, in the kernel's answer, with an empty table, and as text. */
#include <stdio.h>
#include <string.h>

#include "fuzz/seed.h"
#include "lib/snp/report.h"

static const struct snp_report report = { .version = 5,
                                          .policy = SNP_POLICY_ONE,
                                          .signature_algorithm = SNP_REPORT_SIGNATURE_ECDSA,
                                          .cpuid_family = 0x1a,
                                          .platform_info = 0x65 };

static int write_text(const char *directory)
{
        static char text[2 * sizeof(report) + 1];
        const uint8_t *bytes = (const uint8_t *)&report;

        for (size_t i = 0; i < sizeof(report); i++)
                snprintf(text + 2 * i, 3, "%02x", bytes[i]);
        return write_seed(directory, "text", text, sizeof(text) - 1);
}

int main(int argc, char **argv)
{
        static uint8_t answer[4000] = { 0, 0, 0, 0, 0xa0, 4 };
        static uint8_t extended[sizeof(report) + 64];

        if (argc != 2)
                return 2;
        memcpy(answer + 32, &report, sizeof(report));
        memcpy(extended, &report, sizeof(report));
        extended[sizeof(report)] = 1; /* an entry: GUID, offset 48, 16 bytes */
        extended[sizeof(report) + 16] = 48;
        extended[sizeof(report) + 20] = 16;
        return write_seed(argv[1], "report", &report, sizeof(report)) ||
               write_seed(argv[1], "answer", answer, sizeof(answer)) ||
               write_seed(argv[1], "extended", extended, sizeof(extended)) || write_text(argv[1]);
}
