/* tools/attest/kbs/blobs.h - evidence as files of a directory, under the names of configfs-tsm. */
#ifndef TOOLS_ATTEST_KBS_BLOBS_H
#define TOOLS_ATTEST_KBS_BLOBS_H

#include "tools/attest/kbs/snp_evidence.h"

#define BLOBS_REASON_MAX 400

/*
 * Reads outblob, auxblob (which may be missing) and, unless no SVSM is asked, manifestblob. Returns NULL, or what is wrong as a
 * sentence, in @reason.
 */
__attribute__((warn_unused_result)) const char *blobs_read(const char *directory,
                                                           const struct svsm_service *service,
                                                           struct snp_evidence *out,
                                                           char reason[BLOBS_REASON_MAX]);

#endif
