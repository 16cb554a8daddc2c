/*
 * tools/attest/kbs/gather.h - evidence for a nonce, from the machine that this runs on: Linux' configfs-tsm
 * (Documentation/ABI/testing/configfs-tsm), or a program of the user's that knows another way.
 */
#ifndef TOOLS_ATTEST_KBS_GATHER_H
#define TOOLS_ATTEST_KBS_GATHER_H

#include "tools/attest/kbs/snp_evidence.h"

#define GATHER_TSM "/sys/kernel/config/tsm/report"

/*
 * Both return NULL and evidence for snp_evidence_free(), or what is wrong as a sentence, good until the next call; then there is
 * nothing to free. That the report is bound to the nonce is not looked at.
 */

/* From a directory like GATHER_TSM. */
__attribute__((warn_unused_result)) const char *
gather_from_tsm(const char *root, const struct svsm_service *service,
                const uint8_t nonce[SNP_REPORT_DATA_SIZE], struct snp_evidence *out);

/*
 * By a command of the shell: $1 is the nonce in hexadecimal digits, $2 a directory where it puts outblob, manifestblob unless no SVSM is
 * asked and, if there is one, auxblob. What it prints goes to standard error.
 */
__attribute__((warn_unused_result)) const char *
gather_by_command(const char *command, const struct svsm_service *service,
                  const uint8_t nonce[SNP_REPORT_DATA_SIZE], struct snp_evidence *out);

#endif
