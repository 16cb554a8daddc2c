/*
 * tests/hostile/runtime/race.h - two vCPUs in calls at the same time: the second one in a call that may take long, the first one
 * in another that takes away what the first call uses.
 */
#ifndef TESTS_HOSTILE_RUNTIME_RACE_H
#define TESTS_HOSTILE_RUNTIME_RACE_H

#include "tests/hostile/runtime/bad_pages.h"

/* Begins: the second vCPU runs from now on, and makes the calls of race(). */
void race_begin(void);

/* What has become of the two calls. */
struct race {
        uint64_t called, took; /* their results */
        bool during;           /* the second's had not returned when the first's had */
};

/* The second vCPU makes @call; when it has begun, and after @delay turns, this one makes @take. Returns when both are done. */
struct race race(uint64_t (*call)(void), uint64_t (*take)(void), unsigned int delay);

/* Calls from the second vCPU: a core call with RCX alone, and PVALIDATE of one entry, flags and all. */
uint64_t second_core(uint32_t call, uint64_t rcx);
uint64_t second_pvalidate(uint64_t entry);

/*
 * The TPM is started, and TPM2_CreatePrimary makes an RSA key of 2048 bits, which takes from 0.1 s to 3 s; the command and its
 * reply are in @page. start_tpm() ends the test if there is no TPM.
 */
void start_tpm(void);
uint64_t create_rsa_key(uint64_t calling_area, uint64_t page);
/* Removes the key again, so that there is room for the next. */
void flush_rsa_key(void);

/* CREATE_VCPU of a vCPU that never starts, APIC ID 2 (`--smp 3`), and DELETE_VCPU. */
uint64_t create_third(uint64_t vmsa);
uint64_t delete_third(uint64_t vmsa);

/* Orders exchange-page of @page, at the moments that @when says ("now", "now:rmpadjust=3"); needs --attack obey. */
void exchange(uint64_t page, const char *when);

/* Ends with won() unless the result is as it should be. */
void expect_result(const char *what, uint64_t got, uint64_t wanted);

/* A copy of a page, and whether the page is still the same. */
void remember(uint64_t page);
bool is_unchanged(uint64_t page);

#endif
