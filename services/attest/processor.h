/*
 * services/attest/processor.h - reports from the security processor, over messages that only VMPCK0
 * can seal and open.
 *
 * A sequence number is used for one message only, whatever the host says of its fate: with the same
 * number for two messages the host would learn enough to forge messages of its own. A message that
 * was not answered is therefore sent again, byte for byte, before there is another.
 */
#ifndef SERVICES_ATTEST_PROCESSOR_H
#define SERVICES_ATTEST_PROCESSOR_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/report.h"

/* The certificates that the host gives with a report: its table, without what it does not use. */
struct certificates {
        size_t size; /* bytes; 0: it gave none, or no well-formed table */
        uint8_t table[SNP_CERTIFICATES_MAX];
};

/* Takes the key. Returns 0, or -1 after a log line: there is none. */
__attribute__((warn_unused_result)) int processor_open(void);

/*
 * Asks how the TSC runs and tells the kernel, which knows whether it needs that. Returns 0, or -1 after a log line.
 */
__attribute__((warn_unused_result)) int processor_time(void);

/*
 * A report of VMPL0 with that REPORT_DATA. Returns 0, or -1 after a log line. @certificates is
 * replaced in either case.
 */
__attribute__((warn_unused_result)) int
processor_report(const uint8_t report_data[SNP_REPORT_DATA_SIZE], uint8_t report[SNP_REPORT_SIZE],
                 struct certificates *certificates);

#endif
