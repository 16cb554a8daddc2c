/*
 * lib/igvm/reader.h - reads IGVM files, as strictly as the caller wants.
 *
 * igvm_open() checks the whole file once, whatever its platforms are; after that, at every level of strictness, the
 * iterator cannot fail and every offset in a body lies in the file. It allocates nothing: what must be remembered about
 * headers goes into a workspace that the caller gives. It keeps pointers into the caller's bytes, which must stay as they are.
 */
#ifndef LIB_IGVM_READER_H
#define LIB_IGVM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/crc32.h"
#include "lib/igvm/format.h"
#include "lib/igvm/rules.h"
#include "lib/igvm/walk.h"
#include "lib/igvm/workspace.h"

/* Why a file was refused. */
struct igvm_error {
        enum igvm_rule rule;
        uint32_t header; /* index among all variable headers, or IGVM_NO_HEADER: the fixed header */
        uint32_t type;   /* of that header, as in the file */
        uint32_t offset; /* of that header in the file */
        uint32_t found;  /* IGVM_BAD_CHECKSUM: the checksum in the file, */
        uint32_t expected; /* and what it should be */
};

/*
 * Checks a file of @size bytes. On failure *@error says what is wrong and where; then only the header_count headers in
 * front of that place may be iterated (to show them), none if the fixed header is at fault.
 */
__attribute__((warn_unused_result)) enum igvm_rule
igvm_open(struct igvm_file *file, const void *data, size_t size, enum igvm_level level,
          struct igvm_workspace *workspace, struct igvm_error *error);

/* The declaration of parameter area @index; false if there is none. */
__attribute__((warn_unused_result)) bool
igvm_find_area(const struct igvm_file *file, uint32_t index, struct igvm_parameter_area *out);

/*
 * True if the parameter areas have no more than @most bytes together, counted wherever they are inserted. Each page of them
 * counts in a launch digest, and takes no room in the file: a few bytes could ask for years of hashing.
 */
bool igvm_areas_fit(const struct igvm_file *file, uint64_t most);

/* Bytes of the file. */
struct igvm_span {
        uint32_t offset; /* 0: there are none */
        uint64_t size;
};

/* The file data that a header of an opened file leads to, all of which lies in the file if there is any. */
struct igvm_span igvm_header_data(const struct igvm_file *file, const struct igvm_header *header);

/* Names for people: "PAGE_DATA"; "unknown" if the library does not know the type. */
const char *igvm_type_name(uint32_t type);
const char *igvm_platform_name(uint32_t platform_type);

/* "header 12 (PAGE_DATA) at offset 0x1a0: ..." into @out, terminated; returns the whole text's length. */
size_t igvm_error_text(const struct igvm_error *error, char *out, size_t size);

/*
 * The IGVMAPI_ error number of the reference's C interface for *@error, broken at IGVM_AS_REFERENCE; some of its numbers
 * tell apart in which section the header stands.
 */
int32_t igvm_api_error(const struct igvm_error *error);

#endif
