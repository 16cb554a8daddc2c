/*
 * services/vtpm/facts.h - what the TPM says of itself.
 */
#ifndef SERVICES_VTPM_FACTS_H
#define SERVICES_VTPM_FACTS_H

#include "lib/wire/manufacture.h"

/*
 * Asks the TPM for its facts; @vendor keeps the text that *@facts points to. Returns 0, or -1 with
 * a log line.
 */
__attribute__((warn_unused_result)) int facts_read(struct wire_tpm_facts *facts,
                                                   uint8_t vendor[WIRE_VENDOR_MAX]);

#endif
