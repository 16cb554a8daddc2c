/*
 * lib/snp/guest_message.h - encrypted messages between a guest and the security processor (AMD 56860,
 * "SNP firmware ABI", tables 98 to 100 and those of each message; layout as in Linux
 * include/uapi/linux/sev-guest.h and arch/x86/include/asm/sev.h).
 *
 * AES-256-GCM: the key is the VMPCK, the IV is the sequence number (little-endian, 8 bytes) and four
 * zero bytes, the authenticated data is the header from `algorithm` to its end (48 bytes), the tag
 * is 16 bytes. The response has the sequence number and the type of the request plus 1.
 */
#ifndef LIB_SNP_GUEST_MESSAGE_H
#define LIB_SNP_GUEST_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define GUEST_MESSAGE_PAGE_SIZE  4096
#define GUEST_MESSAGE_AAD_OFFSET 0x30
#define GUEST_MESSAGE_AAD_SIZE   48
#define GUEST_MESSAGE_TAG_SIZE   16
#define GUEST_MESSAGE_IV_SIZE    12
#define GUEST_MESSAGE_ALGORITHM  1 /* AES-256-GCM */
#define GUEST_MESSAGE_VERSION    1 /* of header and payloads */

enum guest_message_type {
        GUEST_MESSAGE_KEY_REQUEST = 3,
        GUEST_MESSAGE_KEY_RESPONSE = 4,
        GUEST_MESSAGE_REPORT_REQUEST = 5,
        GUEST_MESSAGE_REPORT_RESPONSE = 6,
        GUEST_MESSAGE_TSC_INFO_REQUEST = 17,
        GUEST_MESSAGE_TSC_INFO_RESPONSE = 18,
};

/* The message header (table 98). The payload follows, encrypted; what is behind it in the page means nothing. */
struct guest_message_header {
        uint8_t tag[32]; /* 16 bytes are used, the rest is zero */
        uint64_t sequence;
        uint64_t reserved_28;
        uint8_t algorithm; /* GUEST_MESSAGE_ALGORITHM */
        uint8_t header_version;
        uint16_t header_size; /* 0x60 */
        uint8_t type;         /* enum guest_message_type */
        uint8_t version;
        uint16_t size; /* of the payload */
        uint32_t reserved_38;
        uint8_t vmpck; /* 0 to 3 */
        uint8_t reserved_3d[35];
};
_Static_assert(offsetof(struct guest_message_header, sequence) == 0x20, "guest message sequence");
_Static_assert(offsetof(struct guest_message_header, algorithm) == 0x30, "guest message algorithm");
_Static_assert(offsetof(struct guest_message_header, vmpck) == 0x3c, "guest message VMPCK");
_Static_assert(sizeof(struct guest_message_header) == 0x60, "guest message header");

#define GUEST_MESSAGE_PAYLOAD_MAX (GUEST_MESSAGE_PAGE_SIZE - 0x60)

/* Status of a response's payload. */
#define GUEST_MESSAGE_STATUS_OK                0
#define GUEST_MESSAGE_STATUS_INVALID_PARAMETER 0x16
#define GUEST_MESSAGE_STATUS_INVALID_KEY       0x27

/* MSG_REPORT_REQ (table 20). */
struct report_request {
        uint8_t report_data[64];
        uint32_t vmpl;
        uint32_t key_select; /* 1:0 0 VLEK if there is one, else VCEK; 1 VCEK; 2 VLEK */
        uint8_t reserved[24];
};
_Static_assert(sizeof(struct report_request) == 0x60, "report request");

/* MSG_REPORT_RSP (table 23). */
struct report_response {
        uint32_t status;
        uint32_t size; /* of the report */
        uint8_t reserved[24];
        uint8_t report[0x4a0]; /* struct snp_report */
};
_Static_assert(sizeof(struct report_response) == 0x4c0, "report response");

/* MSG_KEY_REQ: a key that follows from the chip and from what is selected of the guest. */
struct key_request {
        uint32_t root_key_select; /* 0 VCEK, 1 VMRK */
        uint32_t reserved;
        uint64_t
                guest_field_select; /* bits: 0 policy, 1 image ID, 2 family ID, 3 measurement, 4 guest
                                        SVN, 5 TCB, 6 launch mitigation vector */
        uint32_t vmpl;
        uint32_t guest_svn;
        uint64_t tcb_version;
};
_Static_assert(sizeof(struct key_request) == 0x20, "key request");

/* MSG_KEY_RSP. */
struct key_response {
        uint32_t status;
        uint8_t reserved[28];
        uint8_t key[32];
};
_Static_assert(sizeof(struct key_response) == 0x40, "key response");

/* MSG_TSC_INFO_RSP: how the guest's time-stamp counter follows from the CPU's; what goes into a VMSA. */
struct tsc_info_response {
        uint32_t status;
        uint32_t reserved_4;
        uint64_t tsc_scale;
        uint64_t tsc_offset;
        uint32_t tsc_factor;
        uint8_t reserved_1c[100];
};
_Static_assert(sizeof(struct tsc_info_response) == 128, "TSC info response");
#define TSC_INFO_REQUEST_SIZE 128 /* zeros */

/*
 * exit_info2 of a guest request: VMM error in 63:32, firmware error in 31:0 (GHCB 2.0, section
 * 4.1.7; Linux include/uapi/linux/sev-guest.h). With either of these two the message was not taken.
 */
#define GUEST_REQUEST_VMM_INVALID_LENGTH UINT64_C(0x100000000) /* RBX: pages that are needed */
#define GUEST_REQUEST_VMM_BUSY           UINT64_C(0x200000000)

#endif
