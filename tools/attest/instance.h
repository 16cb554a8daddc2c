/* tools/attest/instance.h - which machine a certificate of Google's is of. */
#ifndef TOOLS_ATTEST_INSTANCE_H
#define TOOLS_ATTEST_INSTANCE_H

#include <openssl/x509.h>
#include <stdbool.h>

/*
 * The extension 1.3.6.1.4.1.11129.2.1.21 (google/go-tpm-tools, server, GceInstanceInfo): zone, number and name of the project,
 * number and name of the instance. False if there is none or it is malformed; @out is printable ASCII.
 */
__attribute__((warn_unused_result)) bool instance_text(const X509 *certificate, char *out,
                                                       size_t size);

#endif
