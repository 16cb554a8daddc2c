/*
 * softsnp/psp/processor.h - the security processor that this machine has, if it was given a chip
 * (fw_cfg file opt/cashew/chip, made by `cashew chip init`).
 */
#ifndef SOFTSNP_PSP_PROCESSOR_H
#define SOFTSNP_PSP_PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/format.h"

/*
 * The launch is over. Refuses the machine if there is an ID block that is not for this launch or not signed; @block is NULL
 * if there is none. Reads the chip; refuses the machine if that is no chip. Without one there is no security processor from
 * here on.
 */
void psp_start(const uint8_t digest[48], uint64_t policy, const struct igvm_snp_id_block *block);

/* True if there is a chip, so that messages are answered. */
bool psp_present(void);

/*
 * True if the host shall answer that it is busy, as opt/cashew/psp-busy says how many times: for tests
 * of a guest's patience.
 */
bool psp_is_busy(void);

/*
 * One message: reads @request once and writes @response only if there is one; both are pages of the
 * guest's, shared with it. 0, or the firmware's error. Under the machine lock.
 */
__attribute__((warn_unused_result)) uint32_t psp_guest_request(const void *request, void *response);

/* The host's certificate table, of SNP_CHIP_CERTIFICATES bytes. */
const uint8_t *psp_certificates(void);

#endif
