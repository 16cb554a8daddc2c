/* lib/igvm/workspace.h - the memory that reading a file takes, which is the caller's. */
#ifndef LIB_IGVM_WORKSPACE_H
#define LIB_IGVM_WORKSPACE_H

#include <stdbool.h>
#include <stdint.h>

/* A parameter area (IGVM_VHS_PARAMETER_AREA) and what became of it. */
struct igvm_area {
        uint32_t index;
        uint32_t file_offset; /* initial contents; 0: zeros */
        uint64_t size;        /* bytes */
        uint64_t gpa;         /* once inserted */
        uint32_t mask;        /* once inserted */
        bool inserted;
        bool declared; /* false: the header that declares it has not been reached */
};

/* Addresses that consecutive headers take, one behind the other, for the same platforms: mostly guest memory. */
struct igvm_range {
        uint64_t start; /* GPA, for guest memory */
        uint64_t end;
        uint32_t mask;
        uint32_t first_header; /* index */
        uint32_t
                page_size; /* bytes that each of the headers takes; 0: a single header, of any size */
        uint32_t space;    /* what the addresses are of */
};

/*
 * Memory of the caller's that lives as long as the opened file. igvm_workspace_allocate() (hosted.h) makes one that is
 * enough for a given file; who has no allocator gives what there is, and files that need more are refused. The arrays
 * need not be initialized.
 */
struct igvm_workspace {
        struct igvm_range *ranges;
        uint32_t range_capacity;
        struct igvm_area *areas; /* after igvm_open(): sorted by index */
        uint32_t area_capacity;
};

#endif
