/*
 * lib/igvm/writer.h - writes IGVM files, format versions 1 and 2.
 *
 * Two passes over the same code: a first with a counting writer finds the sizes, a second with memory of that size writes.
 * The bytes depend on the calls alone. Headers are written in the order of the calls, which must be the order
 * of the format's sections.
 *
 * Nothing is allocated. Who gives the writer a table has equal file data written once, as the reference's writer does it
 * (github.com/microsoft/igvm, igvm/src/lib.rs, FileDataSerializer).
 */
#ifndef LIB_IGVM_WRITER_H
#define LIB_IGVM_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"

/* File data that was written, in a hash table of the caller's. */
struct igvm_written {
        const void *data; /* the caller's; NULL: a free place */
        uint64_t size;    /* bytes, before padding */
        uint64_t padded;
        uint64_t hash;
        uint64_t offset; /* of the first byte among the file data */
};

/*
 * How many pieces of data are remembered is up to the caller: those that find no place are written without being looked for
 * later. igvm_written_table_allocate() (hosted.h) makes one.
 */
struct igvm_written_table {
        struct igvm_written *entries;
        uint32_t capacity; /* a power of two */
};

/* A file in the making; for igvm_write_*() alone. */
struct igvm_writer {
        uint8_t *out; /* NULL while counting */
        uint64_t headers_end;
        uint64_t data_start; /* 0 while counting */
        uint64_t data_end;   /* while counting: bytes of data so far */
        uint64_t capacity;
        bool failed; /* the second pass wrote more than the first counted */
        uint32_t version;
        struct igvm_fixed_header_extension extension; /* of version 2 */
        struct igvm_written_table *table;             /* NULL: equal data is written again */
};

/* For tables of what is equal; @hash is the last result, or where to start. Whoever chooses the bytes can have equal results. */
uint64_t igvm_hash(uint64_t hash, const void *data, size_t size);

/* The first pass: of a file of version 1; of version 2. */
struct igvm_writer igvm_writer_count(void);
struct igvm_writer igvm_writer_count_v2(const struct igvm_fixed_header_extension *extension);

/*
 * For the first pass, before anything is written: equal data is written once. All data that is written must then stay as
 * it is until the second pass has ended.
 */
void igvm_writer_share(struct igvm_writer *writer, struct igvm_written_table *table);

/*
 * Bytes of the whole file that the calls so far make. More than UINT32_MAX cannot be written. A file without file data gets
 * some zeros, since the reference refuses an empty section (IgvmFile::new_from_binary).
 */
uint64_t igvm_writer_size(const struct igvm_writer *writer);

/* The second pass, into igvm_writer_size(@counted) bytes at @out. */
struct igvm_writer igvm_writer_start(const struct igvm_writer *counted, uint8_t *out);

/* Appends a variable header with a body of @length bytes; @type may have IGVM_TYPE_OPTIONAL. */
void igvm_write_header(struct igvm_writer *writer, uint32_t type, const void *body,
                       uint32_t length);

/* Appends @size bytes of file data, padded with zeros to @padded; returns the file offset (0 while counting). */
uint32_t igvm_write_data(struct igvm_writer *writer, const void *data, size_t size, size_t padded);

/* A header of page data, its file offset filled in: igvm_page_size(@page) bytes at @contents; NULL: zeros. */
void igvm_write_page_data(struct igvm_writer *writer, const struct igvm_page_data *page,
                          const void *contents);

/* A page of 4 KiB of measured or special data; @contents NULL writes no data: zeros. */
void igvm_write_page(struct igvm_writer *writer, uint64_t gpa, uint32_t mask,
                     enum igvm_page_data_type type, const void *contents);

/* Fills the fixed header and its checksum. False if the file could not be written. */
__attribute__((warn_unused_result)) bool igvm_writer_finish(struct igvm_writer *writer);

#endif
