/*
 * lib/eventlog/ima.h - IMA's measurement list of Linux (binary_runtime_measurements), one entry after the other.
 *
 * Linux, security/integrity/ima/ima_fs.c, ima_measurements_show(): u32 PCR, template digest, u32 size, the template's name, u32
 * size, template data: fields, each behind its u32 size. The template "ima" has no size of its data, nor of its digest. Numbers
 * are in the machine's order, or little-endian (ima_canonical_fmt). The digest is SHA-1's, or of files with another algorithm in
 * their names (binary_runtime_measurements_sha256) that one's. Nothing is allocated or copied.
 */
#ifndef LIB_EVENTLOG_IMA_H
#define LIB_EVENTLOG_IMA_H

#include "lib/eventlog/log.h"

#define IMA_FIRST_NAME_SIZE \
        256 /* of a path when an entry of the template "ima" is hashed, zeros behind */

struct ima_list {
        struct bytes_reader in;
        bool big_endian;
        size_t digest_size; /* of a template digest: 20, 32, 48 or 64 */
        size_t entries;     /* read so far */
        struct event_log_problem problem;
};

struct ima_bytes {
        const uint8_t *data; /* NULL: there is none */
        size_t size;
};

struct ima_entry {
        size_t offset; /* of its first byte in the list */
        size_t number; /* counted from 0 */
        uint32_t pcr;  /* below EVENT_PCRS */
        const uint8_t *digest;
        bool violation; /* the file was written while it was read: the digest is zeros, and ones were extended */
        struct ima_bytes template; /* its name */
        bool known;                /* the template is; otherwise there are no fields below */
        bool first;                /* it is "ima": its digest is of file digest and path alone */
        struct ima_bytes data;     /* what all others' digests are of */
        struct ima_bytes
                kind; /* of the file's digest: "verity" or "ima"; of ima-ngv2 and the like */
        struct ima_bytes algorithm; /* "sha256" */
        struct ima_bytes file_digest;
        struct ima_bytes path; /* without its NUL */
        struct ima_bytes signature;
        struct ima_bytes buffer;
};

/* True if @data begins as a list does. No event log of the TCG does. */
bool ima_list_is(const void *data, size_t size);

/* @data stays the caller's. False: @list->problem says why. */
__attribute__((warn_unused_result)) bool ima_list_open(struct ima_list *list, const void *data,
                                                       size_t size);

__attribute__((warn_unused_result)) enum event_log_step ima_list_next(struct ima_list *list,
                                                                      struct ima_entry *out);

/* True if the entry is about what was before IMA: the digest of PCRs; "late" if the TPM was not there at first. */
bool ima_is_boot_aggregate(const struct ima_entry *entry);

#endif
