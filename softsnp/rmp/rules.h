/*
 * softsnp/rmp/rules.h - what SEV-SNP says about entries of the reverse map table, as pure functions: no
 * hardware, no tables, so that they run in tests on the host.
 *
 * Rules: APM vol. 2, section 15.36, and vol. 3 (PVALIDATE, RMPADJUST, RMPQUERY) as Linux and KVM rely on them.
 */
#ifndef SOFTSNP_RMP_RULES_H
#define SOFTSNP_RMP_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "softsnp/rmp/entry.h"

#define PAGES_PER_LARGE_PAGE UINT64_C(512)

/* What a VMPL may do with a page through one of its two views. */
#define ACCESS_READ    0x1
#define ACCESS_WRITE   0x2
#define ACCESS_EXECUTE 0x4

/* Rights of @vmpl to the page of @entry, with C-bit (@is_private) or without: ACCESS_* or 0. */
unsigned int rmp_rights(const struct rmp_entry *entry, unsigned int vmpl, bool is_private);

/* True if the two entries give everybody the same rights. */
static inline bool rmp_same(const struct rmp_entry *a, const struct rmp_entry *b)
{
        return __builtin_memcmp(a, b, sizeof(*a)) == 0;
}

/* True if an instance that runs has its state in a page of @entries. */
bool rmp_any_in_use(const struct rmp_entry *entries, uint64_t count);

/*
 * The instructions. @entries are those of the operand: one for 4 KiB, PAGES_PER_LARGE_PAGE for 2 MiB (@large), of
 * which the first is that of an aligned page. Nothing is changed unless the result is RMP_SUCCESS. An entry that is not assigned
 * makes hardware exit: the host assigns it before it comes here.
 *
 * A 4 KiB operand in a 2 MiB entry makes hardware exit to the hypervisor, which splits the entry (PSMASH,
 * as KVM does) and lets the guest try again: here the split is part of the instruction, see rmp_smash().
 */
enum rmp_result rmp_pvalidate(struct rmp_entry *entries, bool large, unsigned int caller,
                              bool validate);
enum rmp_result rmp_adjust(struct rmp_entry *entries, bool large, unsigned int caller,
                           uint64_t attributes);

/* RMPQUERY: *@attributes has the target VMPL in 7:0 and gets its permissions in 15:8, VMSA in 16. */
enum rmp_result rmp_query(const struct rmp_entry *entry, unsigned int caller, uint64_t *attributes);

/* Makes a 2 MiB entry 512 entries of 4 KiB. @entries: all of them. */
void rmp_smash(struct rmp_entry *entries);

/* State changes by the host. @count entries; what they were before does not matter. */
void rmp_make_private(struct rmp_entry *entries, uint64_t count, bool large);
void rmp_make_shared(struct rmp_entry *entries, uint64_t count);

#endif
