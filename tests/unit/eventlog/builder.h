/*
 * tests/unit/eventlog/builder.h - event logs as firmware writes them, with digests of what is said to be measured: a shim that
 * loads GRUB that loads Linux, Secure Boot on.
 */
#ifndef TESTS_UNIT_EVENTLOG_BUILDER_H
#define TESTS_UNIT_EVENTLOG_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"

#define BUILT_MAX 16384

struct built {
        uint8_t data[BUILT_MAX];
        struct bytes_writer out;
        int agile; /* SHA-1 and SHA-256; otherwise SHA-1 only */
};

/* The Spec ID event. */
void built_begin(struct built *log, int agile);

/* An event that says @size bytes at @data; the digest is of @measured_size bytes at @measured. */
void built_event(struct built *log, uint32_t pcr, uint32_t type, const void *data, size_t size,
                 const void *measured, size_t measured_size);

/* The same, of its own bytes. */
void built_plain(struct built *log, uint32_t pcr, uint32_t type, const void *data, size_t size);

/* An EV_EFI_VARIABLE_* by the name @name, all of it measured. */
void built_variable(struct built *log, uint32_t pcr, uint32_t type, const char *name,
                    const void *data, size_t size);

/* A whole boot. */
void built_boot(struct built *log, int agile);

#endif
