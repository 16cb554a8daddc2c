/* tests/proof/state.h - any file, and any state that a check of its headers can be in. */
#ifndef TESTS_PROOF_STATE_H
#define TESTS_PROOF_STATE_H

#include "lib/igvm/check_state.h"
#include "lib/igvm/reader.h"

/* Values that CBMC chooses: a function without a body returns anything. */
uint64_t nondet_number(void);
bool nondet_bool(void);
enum igvm_level nondet_level(void);
struct igvm_check nondet_check(void);
struct igvm_file nondet_file(void);
struct igvm_range nondet_range(void);
struct igvm_area nondet_area(void);

/* Bytes of the largest file that is looked at. */
#ifndef FILE_MOST
#define FILE_MOST UINT32_MAX
#endif

/* 1: no platform is VBS, whose contexts have as many registers as the file has room for. */
#ifndef WITHOUT_VBS
#define WITHOUT_VBS 0
#endif

#define RANGES 3
#define AREAS  2

struct state {
        struct igvm_file file;
        struct igvm_check check;
        struct igvm_workspace workspace;
        struct igvm_range ranges[RANGES];
        struct igvm_area areas[AREAS];
};

/* Any state that fulfils is_valid(), of a file of any size and contents. */
void make_state(struct state *state);

/*
 * What holds before and after each header, and what the checks rely on. The proof of SUPPORTED_PLATFORM and of all other
 * types show that a header cannot break it.
 */
bool is_valid(const struct state *state);

/* A header of @type at any place in the variable headers: as igvm_open() hands it to igvm_check_header(). */
struct igvm_header any_header(const struct state *state, uint32_t type);

/* The reader's promise for file_offset. */
bool is_in_file(const struct igvm_file *file, uint32_t file_offset, uint64_t size);

#endif
