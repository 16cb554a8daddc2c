/* tools/attest/events/ima_replay.c - see ima_replay.h. */
#include "tools/attest/events/ima_replay.h"

#include <string.h>

#include "lib/wire/tpm_public.h"

#define SHA1_SIZE 20

/* Of the template "ima" the name is hashed with zeros up to 256 bytes, and no sizes (ima_calc_field_array_hash_tfm()). */
static bool first_digest(const struct ima_entry *entry, const EVP_MD *hash, uint8_t *out)
{
        uint8_t bytes[64 + IMA_FIRST_NAME_SIZE] = { 0 };
        size_t digest = entry->file_digest.size;

        if (digest > 64 || entry->path.size >= IMA_FIRST_NAME_SIZE)
                return false;
        memcpy(bytes, entry->file_digest.data, digest);
        if (entry->path.size)
                memcpy(bytes + digest, entry->path.data, entry->path.size);
        return EVP_Digest(bytes, digest + IMA_FIRST_NAME_SIZE, out, NULL, hash, NULL) == 1;
}

bool ima_template_digest(const struct ima_entry *entry, const EVP_MD *hash,
                         uint8_t out[EVENT_DIGEST_MAX])
{
        if (entry->first)
                return first_digest(entry, hash, out);
        return EVP_Digest(entry->data.data, entry->data.size, out, NULL, hash, NULL) == 1;
}

static uint16_t find_algorithm(const struct ima_list *list, const struct ima_entry *entry)
{
        static const uint16_t all[] = { TPM_ALG_SHA1,   TPM_ALG_SHA256, TPM_ALG_SHA384,
                                        TPM_ALG_SHA512, 0x0012,         0x0027,
                                        0x0028,         0x0029 };
        uint8_t made[EVENT_DIGEST_MAX];

        for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
                const EVP_MD *hash = pcr_hash(all[i]);

                if ((size_t)EVP_MD_get_size(hash) == list->digest_size &&
                    ima_template_digest(entry, hash, made) &&
                    memcmp(made, entry->digest, list->digest_size) == 0)
                        return all[i];
        }
        return 0;
}

uint16_t ima_list_algorithm(const void *data, size_t size)
{
        struct ima_entry entry;
        struct ima_list list;

        if (!ima_list_open(&list, data, size))
                return 0;
        while (ima_list_next(&list, &entry) == EVENT_LOG_EVENT) {
                if (!entry.violation)
                        return find_algorithm(&list, &entry);
        }
        return 0;
}

void ima_replay_begin(struct ima_replay *replay, const struct pcr_values *banks)
{
        *replay = (struct ima_replay){ .count = banks->count };
        for (size_t i = 0; i < banks->count; i++) {
                const struct pcr_bank begun = { .algorithm = banks->banks[i].algorithm,
                                                .size = banks->banks[i].size };

                replay->banks[i].own = begun;
                replay->banks[i].padded = begun;
        }
}

static bool extend(struct pcr_bank *bank, uint32_t pcr, const uint8_t *digest)
{
        uint8_t both[2 * EVENT_DIGEST_MAX];

        memcpy(both, bank->values[pcr], bank->size);
        memcpy(both + bank->size, digest, bank->size);
        bank->known |= UINT32_C(1) << pcr;
        return EVP_Digest(both, 2 * bank->size, bank->values[pcr], NULL, pcr_hash(bank->algorithm),
                          NULL) == 1;
}

bool ima_replay_entry(struct ima_replay *replay, const struct ima_entry *entry)
{
        uint8_t padded[EVENT_DIGEST_MAX] = { 0 };
        uint8_t own[EVENT_DIGEST_MAX];

        if (entry->violation)
                memset(padded, 0xff, SHA1_SIZE);
        else if (!ima_template_digest(entry, EVP_sha1(), padded))
                return false;
        for (size_t i = 0; i < replay->count; i++) {
                struct pcr_bank *bank = &replay->banks[i].own;

                if (entry->violation)
                        memset(own, 0xff, sizeof(own));
                else if (!ima_template_digest(entry, pcr_hash(bank->algorithm), own))
                        return false;
                if (!extend(bank, entry->pcr, own) ||
                    !extend(&replay->banks[i].padded, entry->pcr, padded))
                        return false;
        }
        return true;
}

static bool same(const struct pcr_bank *made, const struct pcr_bank *given, uint32_t pcrs)
{
        for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                if (pcrs & UINT32_C(1) << pcr &&
                    memcmp(made->values[pcr], given->values[pcr], made->size) != 0)
                        return false;
        }
        return true;
}

/* True if every bank has its values, by one hash or the other; @cut->weak says if that is SHA-1's of all. */
static bool agrees(const struct ima_replay *replay, const struct pcr_values *given,
                   struct ima_cut *cut)
{
        cut->weak = true;
        for (size_t i = 0; i < replay->count; i++) {
                const struct pcr_bank *bank = &given->banks[i];
                uint32_t pcrs = bank->known & cut->used;

                if (same(&replay->banks[i].own, bank, pcrs))
                        cut->weak = cut->weak && (bank->algorithm == TPM_ALG_SHA1 || !pcrs);
                else if (!same(&replay->banks[i].padded, bank, pcrs))
                        return false;
        }
        return true;
}

/* PCRs of all entries, as those that come late say something of a value too. */
static uint32_t used_by(const void *data, size_t size)
{
        struct ima_entry entry;
        struct ima_list list;
        uint32_t used = 0;

        if (!ima_list_open(&list, data, size))
                return 0;
        while (ima_list_next(&list, &entry) == EVENT_LOG_EVENT)
                used |= UINT32_C(1) << entry.pcr;
        return used;
}

void ima_find_cut(const void *data, size_t size, const struct pcr_values *given,
                  struct ima_cut *out)
{
        struct ima_replay replay;
        struct ima_entry entry;
        struct ima_list list;

        *out = (struct ima_cut){ .used = used_by(data, size) };
        for (size_t i = 0; i < given->count; i++)
                out->compared |= given->banks[i].known & out->used;
        if (!out->compared || !ima_list_open(&list, data, size))
                return;
        ima_replay_begin(&replay, given);
        while (ima_list_next(&list, &entry) == EVENT_LOG_EVENT) {
                if (!ima_replay_entry(&replay, &entry))
                        return;
                if (agrees(&replay, given, out)) {
                        out->entries = list.entries;
                        return;
                }
        }
}

void ima_add_values(const void *data, size_t size, struct pcr_values *values)
{
        struct ima_replay replay;
        struct ima_entry entry;
        struct ima_list list;

        if (!ima_list_open(&list, data, size))
                return;
        ima_replay_begin(&replay, values);
        while (ima_list_next(&list, &entry) == EVENT_LOG_EVENT) {
                if (!ima_replay_entry(&replay, &entry))
                        return;
        }
        for (size_t i = 0; i < values->count; i++)
                pcr_bank_copy(&values->banks[i], &replay.banks[i].own);
}
