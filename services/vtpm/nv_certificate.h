/*
 * services/vtpm/nv_certificate.h - puts a certificate into an NV index, for good.
 */
#ifndef SERVICES_VTPM_NV_CERTIFICATE_H
#define SERVICES_VTPM_NV_CERTIFICATE_H

#include "lib/wire/manufacture.h"

#include <stdint.h>

/*
 * Defines @index, writes @der in pieces that the TPM takes, locks it against writing, reads it back
 * and compares. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int nv_certificate_store(uint32_t index, uint32_t attributes,
                                                             struct wire_blob der);

#endif
