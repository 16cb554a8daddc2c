/*
 * services/vtpm/evidence.h - what attestd, the peer, does for vtpmd: reports of the hardware, and
 * manifests that the guest can have attested (lib/svsm/attest_message.h).
 */
#ifndef SERVICES_VTPM_EVIDENCE_H
#define SERVICES_VTPM_EVIDENCE_H

#include "lib/snp/report.h"
#include "lib/svsm/attest_message.h"
#include "lib/wire/manufacture.h"

struct evidence {
        uint8_t report[SNP_REPORT_SIZE];
        size_t report_size; /* 0: there is none */
        uint8_t certificates[SNP_CERTIFICATES_MAX];
        size_t certificates_size; /* 0: the host gave none */
};

/*
 * Asks for a report by ATTEST_PEER_REPORT or _CLAIMS over @data, at most ATTEST_PEER_DATA_MAX bytes, and
 * for the host's certificates if @with_certificates. Without a peer, or if it has no report, *@out is empty and a log line says so unless there is no
 * peer.
 */
void evidence_get(enum attest_peer_operation operation, struct wire_blob data,
                  bool with_certificates, struct evidence *out);

/* Registers a manifest. Returns 0, also if there is no peer; -1 with a log line. */
__attribute__((warn_unused_result)) int evidence_register(const uint8_t service[SVSM_GUID_SIZE],
                                                          uint32_t version,
                                                          struct wire_blob manifest);

#endif
