/*
 * tests/machine/runtime/guest_request.h - messages to the security processor, for the tests that are about
 * them. The cryptography is BearSSL's, by softsnp's own message.c: that it is right is shown elsewhere
 * (tests/unit/psp), here it is what happens to messages on their way.
 */
#ifndef TESTS_MACHINE_RUNTIME_GUEST_REQUEST_H
#define TESTS_MACHINE_RUNTIME_GUEST_REQUEST_H

#include "lib/snp/guest_message.h"
#include "lib/snp/report.h"
#include "tests/machine/runtime/test.h"

/* Where messages and certificates go: spare pages that are shared, and one that is private. */
#define REQUEST_PAGE      0
#define RESPONSE_PAGE     1
#define PRIVATE_PAGE      2
#define CERTIFICATES_PAGE 3 /* and three more */

/* Shares the pages, reads the keys. Once, before anything else. */
void guest_request_start(void);

/* Writes a sealed request for a report of VMPL @vmpl to the request page. */
void write_report_request(unsigned int vmpck, uint64_t sequence, uint32_t vmpl);

/* The exits. The answer is in the GHCB's exit_info1 and exit_info2. */
void send_request(uint64_t request, uint64_t response);
void send_extended_request(uint64_t certificates, uint64_t pages);

/* With the pages that are meant for it; the answer is exit_info2, the request being well-formed. */
uint64_t pass_on(void);

/* Opens the response to @sequence under @vmpck and gives the payload's status. */
uint32_t response_status(unsigned int vmpck, uint64_t sequence);

/* The report in the response that was opened last. */
const struct snp_report *response_report(void);

#endif
