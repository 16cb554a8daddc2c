/*
 * tools/attest/events/ima_replay.h - which values the entries of IMA's list give PCRs.
 *
 * Since Linux 5.8 each bank is extended with the template data's digest by its own hash (ima_crypto.c,
 * ima_calc_field_array_hash()); before, every bank with SHA-1's and zeros behind. Which it was is nowhere said, so both are
 * made. What is a violation extends ones (ima_queue.c, ima_add_template_entry()).
 */
#ifndef TOOLS_ATTEST_EVENTS_IMA_REPLAY_H
#define TOOLS_ATTEST_EVENTS_IMA_REPLAY_H

#include "lib/eventlog/ima.h"
#include "tools/attest/events/pcrs.h"

/* What @hash makes of the entry. False if OpenSSL cannot. */
__attribute__((warn_unused_result)) bool ima_template_digest(const struct ima_entry *entry,
                                                             const EVP_MD *hash,
                                                             uint8_t out[EVENT_DIGEST_MAX]);

/* TPM_ALG_ID of the list's template digests: what makes the first that is one; 0 if nothing does. */
uint16_t ima_list_algorithm(const void *data, size_t size);

struct ima_replay {
        size_t count;
        struct {
                struct pcr_bank own;
                struct pcr_bank padded; /* the same, of SHA-1's digests */
        } banks[PCR_BANKS_MAX];
};

/* Banks as @banks has them; nothing was extended yet. */
void ima_replay_begin(struct ima_replay *replay, const struct pcr_values *banks);

/* False if OpenSSL cannot. */
__attribute__((warn_unused_result)) bool ima_replay_entry(struct ima_replay *replay,
                                                          const struct ima_entry *entry);

/* Where a list makes the values of a TPM that has been asked earlier. */
struct ima_cut {
        size_t entries;    /* so many make them; 0: no part of the list does */
        uint32_t used;     /* PCRs that the list has entries for */
        uint32_t compared; /* those of which there are values */
        bool weak;         /* by SHA-1 alone */
};

/* @data is a list that can be read to its end. */
void ima_find_cut(const void *data, size_t size, const struct pcr_values *given,
                  struct ima_cut *out);

/* Puts into the banks of @values what the whole list makes, by each bank's own hash. */
void ima_add_values(const void *data, size_t size, struct pcr_values *values);

#endif
