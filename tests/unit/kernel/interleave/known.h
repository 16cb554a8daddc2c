/*
 * tests/unit/kernel/interleave/known.h - what is known of the machine besides what it knows itself,
 * for invariants.c and outside.c.
 */
#ifndef TESTS_UNIT_KERNEL_INTERLEAVE_KNOWN_H
#define TESTS_UNIT_KERNEL_INTERLEAVE_KNOWN_H

#include <string.h>

#include "tests/unit/kernel/interleave/interleave.h"

/* What is known of one vCPU's entry. */
struct entry {
        bool inside;             /* svsm_handle_entry() */
        int vmsa;                /* the page that it has looked at as its VMSA, or -1 */
        unsigned int generation; /* of that VMSA */
};

/* What is known of a page besides its RMP entry. It all goes with the memory, not the address. */
struct memory {
        bool fresh;        /* validated, and nobody below VMPL0 has had a right since */
        uint8_t stale;     /* rights of the guest's that a vCPU's old translations still give */
        unsigned int vmsa; /* how often it has become a VMSA */
        struct fake_rmp_entry other_entry; /* only of the memory that is not behind the address */
};

/* A page's shadow is what was in it the last time that somebody looked. */
struct known {
        _Alignas(8) uint8_t shadow[PAGE_COUNT][PAGE_SIZE];
        uint8_t first_shadow[PAGE_COUNT][PAGE_SIZE];
        struct memory here[PAGE_COUNT];
        struct memory there[PAGE_COUNT]; /* the host's other memory for the address */
        uint8_t other[PAGE_COUNT][PAGE_SIZE];
        struct entry entries[FAKE_VCPUS];
        struct fake_point action[FAKE_VCPUS]; /* the latest */
        bool swapped;
};
extern struct known *known;

static inline struct fake_rmp_entry *rmp(unsigned int page)
{
        return &fake.rmp[page_at(page) / PAGE_SIZE];
}

static inline uint8_t *bytes_of(unsigned int page)
{
        return fake_guest_at(page_at(page));
}

static inline void fill_secret(uint8_t *bytes)
{
        const uint64_t secret = SECRET;

        for (uint64_t i = 0; i < PAGE_SIZE; i += sizeof(secret))
                memcpy(bytes + i, &secret, sizeof(secret));
}

#endif
