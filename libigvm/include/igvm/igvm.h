/*
 * igvm/igvm.h - reads IGVM files: the C interface of the igvm library of github.com/microsoft/igvm, version 0.5.
 *
 * The names, types and numbers are those of that library (igvm/src/c_api.rs there), so that a program written for it
 * compiles and runs with this one. Functions may be called from several threads; a handle is no pointer, and one that
 * is not (or no longer) valid is an error, never undefined behaviour.
 */
#ifndef IGVM_H
#define IGVM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "igvm_defs.h"

#ifdef __cplusplus
extern "C" {
#endif

#define IGVM_X64_PAGE_SIZE       4096
#define IGVM_X64_LARGE_PAGE_SIZE 2097152
#define IGVM_X64_1GB_PAGE_SIZE   1073741824

/* The three lists of a file's variable headers. */
IGVM_ENUM(IgvmHeaderSection, uint32_t){
        IGVM_HEADER_SECTION_PLATFORM,
        IGVM_HEADER_SECTION_INITIALIZATION,
        IGVM_HEADER_SECTION_DIRECTIVE,
};

/* What a function returns instead of a handle or a count. */
IGVM_ENUM(IgvmResult, int32_t){
        IGVMAPI_OK = 0,
        IGVMAPI_INVALID_PARAMETER = -1, /* no such section or index; no memory */
        IGVMAPI_NO_DATA = -2,           /* the header has no file data */
        IGVMAPI_INVALID_FILE = -3,
        IGVMAPI_INVALID_HANDLE = -4,
        IGVMAPI_NO_PLATFORM_HEADERS = -5,
        IGVMAPI_FILE_DATA_SECTION_TOO_LARGE = -6,
        IGVMAPI_VARIABLE_HEADER_SECTION_TOO_LARGE = -7,
        IGVMAPI_TOTAL_FILE_SIZE_TOO_LARGE = -8,
        IGVMAPI_INVALID_BINARY_PLATFORM_HEADER = -9,
        IGVMAPI_INVALID_BINARY_INITIALIZATION_HEADER = -10,
        IGVMAPI_INVALID_BINARY_DIRECTIVE_HEADER = -11,
        IGVMAPI_MULTIPLE_PLATFORM_HEADERS_WITH_SAME_ISOLATION = -12,
        IGVMAPI_INVALID_PARAMETER_AREA_INDEX = -13,
        IGVMAPI_INVALID_PLATFORM_TYPE = -14,
        IGVMAPI_NO_FREE_COMPATIBILITY_MASKS = -15,
        IGVMAPI_INVALID_FIXED_HEADER = -16,
        IGVMAPI_INVALID_BINARY_VARIABLE_HEADER_SECTION = -17,
        IGVMAPI_INVALID_CHECKSUM = -18,
        IGVMAPI_MULTIPLE_PAGE_TABLE_RELOCATION_HEADERS = -19,
        IGVMAPI_RELOCATION_REGIONS_OVERLAP = -20,
        IGVMAPI_PARAMETER_INSERT_INSIDE_PAGE_TABLE_REGION = -21,
        IGVMAPI_NO_MATCHING_VP_CONTEXT = -22,
        IGVMAPI_PLATFORM_ARCH_UNSUPPORTED = -23,
        IGVMAPI_INVALID_HEADER_ARCH = -24,
        IGVMAPI_UNSUPPORTED_PAGE_SIZE = -25,
        IGVMAPI_INVALID_FIXED_HEADER_ARCH = -26,
        IGVMAPI_MERGE_REVISION = -27,
        IGVMAPI_INVALID_CCA_POLICY_COMPATIBILITY_MASK = -28,
        IGVMAPI_CORIM_GENERATION = -29,
        IGVMAPI_MEASUREMENT_FAILED = -30,
};

/* A file, or a buffer of a file; positive. Where a function returns one, a negative value is an IgvmResult. */
typedef int32_t IgvmHandle;

/*
 * Opens a file of @len bytes at @data if the reference would accept it. The bytes are copied: the caller may free
 * them. The file is there until igvm_free().
 */
IgvmHandle igvm_new_from_binary(const uint8_t *data, uint32_t len);

/* Ends a file and all its buffers. What is no file is ignored. */
void igvm_free(IgvmHandle handle);

/* How many headers the section has, or an IgvmResult. */
int32_t igvm_header_count(IgvmHandle handle, IgvmHeaderSection section);

/* The IgvmVariableHeaderType of header @index of the section, counted from 0, or an IgvmResult. */
int32_t igvm_get_header_type(IgvmHandle handle, IgvmHeaderSection section, uint32_t index);

/*
 * A buffer with the header: IGVM_VHS_VARIABLE_HEADER, then the structure of its type, padded with zeros to a multiple
 * of 8 bytes. file_offset in it is always 0, whether the header has data or not.
 */
IgvmHandle igvm_get_header(IgvmHandle handle, IgvmHeaderSection section, uint32_t index);

/*
 * A buffer with the file data that belongs to the header: a page, a virtual processor's context, the initial contents
 * of a parameter area. IGVMAPI_NO_DATA if there is none, as for a page of zeros; IGVMAPI_INVALID_PARAMETER for
 * platforms, which never have any.
 */
IgvmHandle igvm_get_header_data(IgvmHandle handle, IgvmHeaderSection section, uint32_t index);

/* A buffer's bytes; they stay until igvm_free_buffer() or igvm_free(). NULL if a handle is not valid. */
const uint8_t *igvm_get_buffer(IgvmHandle igvm_handle, IgvmHandle buffer_handle);

/* A buffer's size in bytes, or IGVMAPI_INVALID_HANDLE. */
int32_t igvm_get_buffer_size(IgvmHandle igvm_handle, IgvmHandle buffer_handle);

/* Ends a buffer. What is no buffer is ignored. */
void igvm_free_buffer(IgvmHandle igvm_handle, IgvmHandle buffer_handle);

#ifdef __cplusplus
}
#endif

#endif
