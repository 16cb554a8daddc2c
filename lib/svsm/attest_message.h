/*
 * lib/svsm/attest_message.h - messages to the service of SVSM_PROTOCOL_ATTESTATION, attestd:
 * requests of the kernel's front end on behalf of a guest, and of other services.
 *
 * A request of another service (see "peer" in docs/services.md) reaches the service with struct
 * service_peer_header in front, which the kernel writes. The kernel's own never begin with
 * SERVICE_PEER_MARK. Numbers are little-endian, structures packed as they stand. A message is at
 * most SERVICE_MESSAGE_MAX (4096) bytes, so what is longer is read and registered in pieces.
 */
#ifndef LIB_SVSM_ATTEST_MESSAGE_H
#define LIB_SVSM_ATTEST_MESSAGE_H

#include "lib/svsm/attest.h"

#include <stddef.h>
#include <stdint.h>

/* ---- In front of every message from one service to another. */

#define SERVICE_PEER_MARK 0xff

/* Who sends, in the kernel's words. */
struct service_peer_header {
        uint8_t mark;     /* SERVICE_PEER_MARK */
        uint8_t name[15]; /* of the sender, filled up with zeros */
};
_Static_assert(sizeof(struct service_peer_header) == 16, "peer header");

/* ---- From the kernel: first PREPARE, then READ until everything is out; one guest at a time. */

enum attest_operation {
        ATTEST_PREPARE = 1, /* struct attest_prepare -> struct attest_prepared */
        ATTEST_READ = 2,    /* struct attest_read -> the bytes, none behind the end */
};

/* A guest's call, as far as attestd must know it. */
struct attest_prepare {
        uint8_t operation;    /* ATTEST_PREPARE */
        uint8_t call;         /* enum svsm_attest_call */
        uint8_t certificates; /* 1: they are wanted */
        uint8_t reserved;     /* 0 */
        uint32_t version;     /* manifest version, SINGLE_SERVICE */
        uint8_t service[16];  /* GUID, SINGLE_SERVICE; else zeros */
        uint8_t nonce[SVSM_ATTEST_NONCE_SIZE];
};
_Static_assert(sizeof(struct attest_prepare) == 88, "attest prepare");

/* What is ready to be read. On failure the sizes are 0. */
struct attest_prepared {
        uint32_t result; /* enum svsm_result */
        uint32_t report_size;
        uint32_t manifest_size;
        uint32_t certificates_size;
};
_Static_assert(sizeof(struct attest_prepared) == 16, "attest prepared");

enum attest_part {
        ATTEST_PART_REPORT = 0,
        ATTEST_PART_MANIFEST = 1,
        ATTEST_PART_CERTIFICATES = 2,
};

/* Asks for a piece of what PREPARE made. */
struct attest_read {
        uint8_t operation; /* ATTEST_READ */
        uint8_t part;      /* enum attest_part */
        uint16_t reserved; /* 0 */
        uint32_t offset;   /* the reply has what follows, at most ATTEST_PIECE bytes */
};
_Static_assert(sizeof(struct attest_read) == 8, "attest read");

#define ATTEST_PIECE 4096

/*
 * ---- From a peer, behind the peer header. Every reply begins with a u32 result, 0 if it was done. From the first request that
 * is no peer's on all of these get ATTEST_PEER_BAD_REQUEST: a guest runs, and what a report says of the boot has been said.
 */

enum attest_peer_operation {
        ATTEST_PEER_REPORT = 1, /* struct attest_peer_report -> u32 result, the report */
        ATTEST_PEER_CERTIFICATES =
                2,                /* struct attest_peer_certificates, after a REPORT -> u32 result,
                                         u32 bytes in all, the next piece: the host's table */
        ATTEST_PEER_REGISTER = 3, /* struct attest_peer_register, a piece -> u32 result */
        ATTEST_PEER_CLAIMS =
                4, /* struct attest_peer_report, whose data are claims about keys in JSON -> as REPORT */
};

enum attest_peer_result {
        ATTEST_PEER_OK = 0,
        ATTEST_PEER_BAD_REQUEST = 1,
        ATTEST_PEER_NO_REPORT = 2, /* the security processor or the host gave none; see the log */
        ATTEST_PEER_FULL = 3,
};

/*
 * A peer says what the report is about, and attestd what is in REPORT_DATA (services/attest/report_data.h): for REPORT
 * SHA-512 over struct attest_peer_prefix and the data, for CLAIMS SHA-256 over the data, and 32 zero bytes.
 */
struct attest_peer_report {
        uint32_t operation; /* ATTEST_PEER_REPORT or ATTEST_PEER_CLAIMS */
        uint8_t data[];     /* all that follows, at most ATTEST_PEER_DATA_MAX bytes */
};
_Static_assert(sizeof(struct attest_peer_report) == 4, "peer report");

#define ATTEST_PEER_DATA_MAX \
        (4096 - sizeof(struct service_peer_header) - sizeof(struct attest_peer_report))

/* A guest's nonce that begins with the label, its terminating zero included, is refused. */
#define ATTEST_PEER_LABEL "cashew-peer"

/* In front of the data, so that no report about a peer can be one about a guest's nonce. */
struct attest_peer_prefix {
        char label[12]; /* ATTEST_PEER_LABEL */
        char name[16];  /* of the service that asked, filled up with zeros */
};
_Static_assert(sizeof(struct attest_peer_prefix) == 28, "peer prefix");

/* Asks for a piece of the host's table, from @offset on. */
struct attest_peer_certificates {
        uint32_t operation; /* ATTEST_PEER_CERTIFICATES */
        uint32_t offset;
};
_Static_assert(sizeof(struct attest_peer_certificates) == 8, "peer certificates");

/*
 * Registers a manifest of a service that the sender stands for; the same GUID and version once more
 * replaces it. The pieces come in order. A single-service request gets it by GUID and version; the
 * services manifest lists of each GUID the one of the lowest version.
 */
struct attest_peer_register {
        uint32_t operation; /* ATTEST_PEER_REGISTER */
        uint32_t version;
        uint8_t service[16]; /* GUID */
        uint32_t offset;     /* of this piece */
        uint32_t total;      /* bytes of the manifest, at most ATTEST_MANIFEST_MAX */
        /* the piece */
};
_Static_assert(sizeof(struct attest_peer_register) == 32, "peer register");

#define ATTEST_MANIFEST_MAX  8192
#define ATTEST_MANIFESTS_MAX 8
#define ATTEST_PEER_PIECE    3072

#endif
