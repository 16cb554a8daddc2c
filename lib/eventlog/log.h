/*
 * lib/eventlog/log.h - a TCG event log (binary_bios_measurements), one event after the other.
 *
 * TCG PC Client Platform Firmware Profile (PFP) 1.05 revision 23: section 10.2.1 (TCG_PCClientPCREvent, SHA-1 only), 10.2.2
 * (TCG_PCR_EVENT2, crypto agile), 10.4.5.1 (Spec ID event, the first of a log). Little-endian throughout. Nothing is
 * allocated or copied: what an event points to lies in the log, and in it only.
 */
#ifndef LIB_EVENTLOG_LOG_H
#define LIB_EVENTLOG_LOG_H

#include "lib/base/bytes.h"

#define EVENT_BANKS_MAX  8
#define EVENT_DIGEST_MAX 64
#define EVENT_PCRS       24
#define EVENT_PCR_NONE   UINT32_MAX /* of an event that is not measured: no PCR */

/* Event types (PFP 1.05, section 10.4.1, tables 14 and 15). */
enum event_type {
        EV_PREBOOT_CERT = 0x0,
        EV_POST_CODE = 0x1,
        EV_NO_ACTION = 0x3,
        EV_SEPARATOR = 0x4,
        EV_ACTION = 0x5,
        EV_EVENT_TAG = 0x6,
        EV_S_CRTM_CONTENTS = 0x7,
        EV_S_CRTM_VERSION = 0x8,
        EV_CPU_MICROCODE = 0x9,
        EV_PLATFORM_CONFIG_FLAGS = 0xa,
        EV_TABLE_OF_DEVICES = 0xb,
        EV_COMPACT_HASH = 0xc,
        EV_IPL = 0xd,
        EV_IPL_PARTITION_DATA = 0xe,
        EV_NONHOST_CODE = 0xf,
        EV_NONHOST_CONFIG = 0x10,
        EV_NONHOST_INFO = 0x11,
        EV_OMIT_BOOT_DEVICE_EVENTS = 0x12,
        EV_POST_CODE2 = 0x13,
};

/* Those of UEFI begin at 0x80000000, which no enum of C17 holds. */
#define EV_EFI_VARIABLE_DRIVER_CONFIG    UINT32_C(0x80000001)
#define EV_EFI_VARIABLE_BOOT             UINT32_C(0x80000002)
#define EV_EFI_BOOT_SERVICES_APPLICATION UINT32_C(0x80000003)
#define EV_EFI_BOOT_SERVICES_DRIVER      UINT32_C(0x80000004)
#define EV_EFI_RUNTIME_SERVICES_DRIVER   UINT32_C(0x80000005)
#define EV_EFI_GPT_EVENT                 UINT32_C(0x80000006)
#define EV_EFI_ACTION                    UINT32_C(0x80000007)
#define EV_EFI_PLATFORM_FIRMWARE_BLOB    UINT32_C(0x80000008)
#define EV_EFI_HANDOFF_TABLES            UINT32_C(0x80000009)
#define EV_EFI_PLATFORM_FIRMWARE_BLOB2   UINT32_C(0x8000000a)
#define EV_EFI_HANDOFF_TABLES2           UINT32_C(0x8000000b)
#define EV_EFI_VARIABLE_BOOT2            UINT32_C(0x8000000c)
#define EV_EFI_GPT_EVENT2                UINT32_C(0x8000000d)
#define EV_EFI_HCRTM_EVENT               UINT32_C(0x80000010)
#define EV_EFI_VARIABLE_AUTHORITY        UINT32_C(0x800000e0)
#define EV_EFI_SPDM_FIRMWARE_BLOB        UINT32_C(0x800000e1)
#define EV_EFI_SPDM_FIRMWARE_CONFIG      UINT32_C(0x800000e2)
#define EV_EFI_SPDM_DEVICE_POLICY        UINT32_C(0x800000e3)
#define EV_EFI_SPDM_DEVICE_AUTHORITY     UINT32_C(0x800000e4)

/* A bank of PCRs that the log has digests for. */
struct event_bank {
        uint16_t algorithm; /* TPM_ALG_ID */
        uint16_t size;      /* bytes of a digest, 1 to EVENT_DIGEST_MAX */
};

/* Why a log cannot be read on: where, and what was there instead of what. */
struct event_log_problem {
        size_t offset; /* bytes from the start of the log */
        size_t event;  /* counted from 0, the Spec ID event included */
        const char *what;
        uint64_t found;
        const char *expected; /* NULL: no problem */
        uint64_t limit; /* what "at most" and "exactly" are about; 0 if @expected says it all */
};

struct event_log {
        struct bytes_reader in;
        bool crypto_agile; /* otherwise SHA-1 only */
        bool has_spec_id;  /* old logs of SHA-1 have none */
        uint32_t platform_class;
        uint8_t version[3]; /* major, minor, errata; zeros without a Spec ID event */
        size_t bank_count;
        struct event_bank banks[EVENT_BANKS_MAX];
        size_t events;       /* read so far, the Spec ID event included */
        size_t padding_from; /* where bytes begin that are no event */
        size_t padding;      /* bytes behind the last event, once that was read */
        struct event_log_problem problem;
};

struct event {
        size_t offset; /* of its first byte in the log */
        size_t number; /* counted from 0, the Spec ID event included */
        uint32_t pcr;  /* 0 to EVENT_PCRS - 1; an EV_NO_ACTION may have any */
        uint32_t type;
        const uint8_t *digests
                [EVENT_BANKS_MAX]; /* beside the log's banks; NULL: it has none of that bank */
        const uint8_t *data;
        size_t size;
};

enum event_log_step {
        EVENT_LOG_EVENT,
        EVENT_LOG_END, /* all of it was read */
        EVENT_LOG_BAD, /* log->problem says why */
};

/* Reads the Spec ID event, if there is one. @data stays the caller's. False: @log->problem says why. */
__attribute__((warn_unused_result)) bool event_log_open(struct event_log *log, const void *data,
                                                        size_t size);

/* The next event behind the Spec ID event. */
__attribute__((warn_unused_result)) enum event_log_step event_log_next(struct event_log *log,
                                                                       struct event *out);

#endif
