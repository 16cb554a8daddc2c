/*
 * lib/wire/swtpm_linear.h - the file in which swtpm keeps the states of a TPM with backend-uri=file:// (swtpm,
 * src/swtpm/swtpm_nvstore_linear.h). Little-endian; each state is a blob of swtpm_blob.h's.
 *
 *   u64 "swtpmlin", u8 version 1, u8 0, u16 size of the header, 15 times {u32 offset, u32 length, u32 length of its room}
 */
#ifndef LIB_WIRE_SWTPM_LINEAR_H
#define LIB_WIRE_SWTPM_LINEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWTPM_LINEAR_HEADER 192
#define SWTPM_LINEAR_MAGIC  8 /* bytes that show what it is */

/* The states that a TPM has, by their places. */
enum swtpm_linear_state {
        SWTPM_LINEAR_PERMANENT = 0,
        SWTPM_LINEAR_VOLATILE = 1,
        SWTPM_LINEAR_STATES = 3,
};

/* Whether the @size bytes at @data, SWTPM_LINEAR_MAGIC of them or more, begin such a file. */
bool swtpm_linear_is(const void *data, size_t size);

/*
 * Where state @number is in a file of @file_size bytes whose header is @header. A state that is not there has no length. Returns
 * false if the header is damaged or of a later version.
 */
__attribute__((warn_unused_result)) bool
swtpm_linear_find(const uint8_t header[SWTPM_LINEAR_HEADER], uint64_t file_size,
                  unsigned int number, uint32_t *offset, uint32_t *length);

#endif
