/* tools/attest/quoted_values.c - see quoted_values.h. */
#include "tools/attest/quoted_values.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "tools/attest/events/ima_replay.h"

/* What the quote covers, of the values that were given. False if it covers one that was not. */
static bool select_values(const struct quoted *quoted, const struct pcr_values *values,
                          struct pcr_values *covered, EVP_MD_CTX *context)
{
        for (size_t i = 0; i < quoted->selection_count; i++) {
                const struct quoted_selection *selection = &quoted->selections[i];
                const struct pcr_bank *from = pcr_bank_find(values, selection->algorithm);
                struct pcr_bank *to;

                if (selection->pcrs == 0)
                        continue;
                if (!from || selection->pcrs >> EVENT_PCRS)
                        return false;
                to = pcr_bank_make(covered, selection->algorithm);
                if (!to || (selection->pcrs & ~from->known))
                        return false;
                for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                        if (!(selection->pcrs & UINT32_C(1) << pcr))
                                continue;
                        memcpy(to->values[pcr], from->values[pcr], to->size);
                        to->known |= UINT32_C(1) << pcr;
                        if (EVP_DigestUpdate(context, from->values[pcr], from->size) != 1)
                                return false;
                }
        }
        return true;
}

/* The digest is over the values in the selection's order, by the signature's hash (TPM 2.0 Part 3, TPM2_Quote). */
enum quoted_values quoted_values_check(const struct quoted *quoted, const EVP_MD *hash,
                                       const struct pcr_values *values, struct pcr_values *covered)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        enum quoted_values found = QUOTED_VALUES_OTHER;
        uint8_t digest[EVP_MAX_MD_SIZE];
        unsigned int size = 0;

        *covered = (struct pcr_values){ 0 };
        if (!context || EVP_DigestInit_ex(context, hash, NULL) != 1)
                found = QUOTED_VALUES_OTHER;
        else if (!select_values(quoted, values, covered, context))
                found = QUOTED_VALUES_LACK;
        else if (EVP_DigestFinal_ex(context, digest, &size) == 1 &&
                 quoted->pcr_digest_size == size && memcmp(quoted->pcr_digest, digest, size) == 0)
                found = QUOTED_VALUES_SAME;
        EVP_MD_CTX_free(context);
        if (found != QUOTED_VALUES_SAME)
                *covered = (struct pcr_values){ 0 };
        return found;
}

bool quoted_values_raw(const struct quoted *quoted, const uint8_t *data, size_t size,
                       struct pcr_values *out)
{
        struct bytes_reader in = bytes_reader(data, size);

        *out = (struct pcr_values){ 0 };
        for (size_t i = 0; i < quoted->selection_count; i++) {
                const struct quoted_selection *selection = &quoted->selections[i];
                struct pcr_bank *bank = pcr_bank_make(out, selection->algorithm);

                if (!bank || selection->pcrs >> EVENT_PCRS)
                        return false;
                for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                        if (!(selection->pcrs & UINT32_C(1) << pcr))
                                continue;
                        bytes_read(&in, bank->values[pcr], bank->size);
                        bank->known |= UINT32_C(1) << pcr;
                }
        }
        return !in.failed && bytes_left(&in) == 0;
}

/* The signature has not been looked at yet: the size says enough to search by. */
static const EVP_MD *hash_of_size(size_t size)
{
        switch (size) {
        case 32:
                return EVP_sha256();
        case 48:
                return EVP_sha384();
        case 64:
                return EVP_sha512();
        default:
                return NULL;
        }
}

/* What was made up to an entry, by each bank's own hash or by SHA-1's. */
static bool is_quoted(const struct quoted *quoted, const EVP_MD *hash,
                      const struct ima_replay *replay, bool padded, struct pcr_values *values)
{
        struct pcr_values covered;

        for (size_t i = 0; i < values->count; i++)
                pcr_bank_copy(&values->banks[i],
                              padded ? &replay->banks[i].padded : &replay->banks[i].own);
        return quoted_values_check(quoted, hash, values, &covered) == QUOTED_VALUES_SAME;
}

void quoted_values_find_ima(const struct quoted *quoted, const void *list, size_t size,
                            struct pcr_values *values)
{
        const EVP_MD *hash = hash_of_size(quoted->pcr_digest_size);
        struct pcr_values tried = *values;
        struct ima_replay replay;
        struct ima_entry entry;
        struct ima_list in;

        if (!hash || !ima_list_open(&in, list, size))
                return;
        ima_replay_begin(&replay, values);
        while (ima_list_next(&in, &entry) == EVENT_LOG_EVENT && ima_replay_entry(&replay, &entry)) {
                if (is_quoted(quoted, hash, &replay, false, &tried) ||
                    is_quoted(quoted, hash, &replay, true, &tried)) {
                        *values = tried;
                        return;
                }
        }
}
