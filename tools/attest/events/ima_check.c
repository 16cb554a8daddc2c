/*
 * tools/attest/events/ima_check.c - see ima_check.h. A list goes on growing: what a TPM has signed is made by its beginning, and
 * only that is more than somebody's word.
 */
#include "tools/attest/events/ima_check.h"

#include <string.h>

#include "lib/eventlog/text.h"
#include "lib/eventlog/types.h"
#include "tools/attest/events/check.h"
#include "tools/attest/events/ima_replay.h"

#define PCR_LIST_MAX 96 /* " 23" for each of them */

static void show_path(const struct ima_entry *entry, char out[IMA_PATH_SHOWN])
{
        struct event_text text;

        event_text_begin(&text, out, IMA_PATH_SHOWN);
        event_text_add_ascii(&text, entry->path.data, entry->path.size);
}

/* Files with SHA-1's digests are lists of today; with another's, of newer kernels. */
static void note(struct ima_result *result, const struct ima_list *list, const EVP_MD *hash,
                 const struct ima_entry *entry)
{
        uint8_t made[EVENT_DIGEST_MAX];

        if (entry->violation) {
                if (result->violations++ == 0)
                        show_path(entry, result->first_violation);
                return;
        }
        if (hash && ima_template_digest(entry, hash, made) &&
            memcmp(made, entry->digest, list->digest_size) == 0)
                return;
        if (result->differing++ == 0)
                result->first_differing = entry->number;
}

static bool go_through(struct ima_list *list, struct ima_result *result)
{
        const EVP_MD *hash = pcr_hash(ima_list_algorithm(result->data, result->size));
        enum event_log_step step;
        struct ima_entry entry;

        while ((step = ima_list_next(list, &entry)) == EVENT_LOG_EVENT)
                note(result, list, hash, &entry);
        return step == EVENT_LOG_END;
}

static void say_data(const struct ima_result *result, size_t entries, struct steps *steps)
{
        if (result->differing)
                steps_add(steps, "IMA data", false,
                          "%zu entries are not what was measured, the first is entry %zu",
                          result->differing, result->first_differing);
        else
                steps_add(steps, "IMA data", true, "%zu entries are what was measured",
                          entries - result->violations);
}

void ima_read(const void *data, size_t size, struct steps *steps, struct ima_result *out)
{
        struct ima_list list;
        char text[STEP_DETAIL_MAX];

        *out = (struct ima_result){ .data = data, .size = size };
        out->read = ima_list_open(&list, data, size) && go_through(&list, out);
        if (!out->read) {
                steps_add(steps, "IMA list", false, "%s",
                          event_problem_text(&list.problem, text, sizeof(text)));
                return;
        }
        if (out->violations)
                steps_add(
                        steps, "IMA list", true,
                        "%zu entries; %zu files were written while they were read, the first is %s",
                        list.entries, out->violations, out->first_violation);
        else
                steps_add(steps, "IMA list", true, "%zu entries", list.entries);
        say_data(out, list.entries, steps);
}

/* " 10 11" */
static const char *list_pcrs(uint32_t pcrs, char out[PCR_LIST_MAX])
{
        size_t used = 0;

        out[0] = '\0';
        for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                if (pcrs & UINT32_C(1) << pcr)
                        used += (size_t)snprintf(out + used, PCR_LIST_MAX - used, " %u", pcr);
        }
        return out;
}

static size_t count_entries(const struct ima_result *result)
{
        struct ima_entry entry;
        struct ima_list list;

        if (!ima_list_open(&list, result->data, result->size))
                return 0;
        while (ima_list_next(&list, &entry) == EVENT_LOG_EVENT)
                ;
        return list.entries;
}

static bool say_cut(const struct ima_result *result, const struct ima_cut *cut, struct steps *steps)
{
        size_t all = count_entries(result);
        uint32_t rest = cut->used & ~cut->compared;
        char compared[PCR_LIST_MAX];
        char missing[PCR_LIST_MAX];
        char newer[48] = "";

        if (all > cut->entries)
                snprintf(newer, sizeof(newer), "; %zu are newer", all - cut->entries);
        return steps_add(steps, "IMA replay", true, "PCRs%s are what %zu entries make%s%s%s%s",
                         list_pcrs(cut->compared, compared), cut->entries,
                         cut->weak ? ", by SHA-1 alone" : "", newer, rest ? "; not compared:" : "",
                         list_pcrs(rest, missing));
}

/* *@cut says which part of the list is more than somebody's word; with no values, nothing is compared. */
static bool check_replay(const struct ima_result *result, const struct ima_rules *rules,
                         struct steps *steps, struct ima_cut *cut)
{
        static const char name[] = "IMA replay";
        char pcrs[PCR_LIST_MAX];

        *cut = (struct ima_cut){ 0 };
        if (!rules->pcrs) {
                steps_skip(steps, name, "there are no values of PCRs to compare with");
                return true;
        }
        ima_find_cut(result->data, result->size, rules->pcrs, cut);
        if (!cut->compared)
                return steps_add(steps, name, false, "no value is known of the list's PCRs:%s",
                                 list_pcrs(cut->used, pcrs));
        if (!cut->entries)
                return steps_add(
                        steps, name, false,
                        "no part of the list, from its first entry, makes the values of PCRs%s",
                        list_pcrs(cut->compared, pcrs));
        return say_cut(result, cut, steps);
}

/* ---- The boot aggregate. */

/* The digest of the values of PCRs 0 to @last; false if some are not known. */
static bool hash_pcrs(const struct pcr_bank *bank, unsigned int last, uint8_t *out)
{
        uint8_t values[10 * EVENT_DIGEST_MAX];
        size_t used = 0;

        for (unsigned int pcr = 0; pcr <= last; pcr++) {
                if (!(bank->known & UINT32_C(1) << pcr))
                        return false;
                memcpy(values + used, bank->values[pcr], bank->size);
                used += bank->size;
        }
        return EVP_Digest(values, used, out, NULL, pcr_hash(bank->algorithm), NULL) == 1;
}

enum aggregate { AGGREGATE_UNKNOWN, AGGREGATE_OTHER, AGGREGATE_SAME };

/*
 * ima_crypto.c, ima_calc_boot_aggregate_tfm(): of SHA-1 over PCRs 0 to 7, of others over 0 to 9 (in Linux 5.8 0 to 7 too), in
 * the bank of the same hash.
 */
static enum aggregate compare(const struct ima_entry *entry, uint16_t algorithm,
                              const struct pcr_values *values)
{
        const struct pcr_bank *bank = values ? pcr_bank_find(values, algorithm) : NULL;
        enum aggregate found = AGGREGATE_UNKNOWN;
        uint8_t made[EVENT_DIGEST_MAX];

        for (unsigned int last = 7; bank && last <= 9; last += 2) {
                if (!hash_pcrs(bank, last, made))
                        continue;
                if (entry->file_digest.size == bank->size &&
                    memcmp(made, entry->file_digest.data, bank->size) == 0)
                        return AGGREGATE_SAME;
                if (last == 9 || bank->size == 20)
                        found = AGGREGATE_OTHER;
        }
        return found;
}

static bool all_zero(const struct ima_bytes *bytes)
{
        for (size_t i = 0; i < bytes->size; i++) {
                if (bytes->data[i])
                        return false;
        }
        return true;
}

struct aggregates {
        size_t zero;
        size_t same;
        size_t by_log; /* of these: compared with what an event log makes */
        size_t other;
        size_t unknown;
};

static void count_aggregate(const struct ima_entry *entry, const struct ima_rules *rules,
                            struct aggregates *out)
{
        uint16_t algorithm = entry->first ? pcr_algorithm("sha1", 4)
                                          : pcr_algorithm((const char *)entry->algorithm.data,
                                                          entry->algorithm.size);
        enum aggregate found = compare(entry, algorithm, rules->pcrs);

        if (all_zero(&entry->file_digest)) {
                out->zero++;
                return;
        }
        if (found == AGGREGATE_UNKNOWN) {
                found = compare(entry, algorithm, rules->boot);
                out->by_log += found == AGGREGATE_SAME;
        }
        out->same += found == AGGREGATE_SAME;
        out->other += found == AGGREGATE_OTHER;
        out->unknown += found == AGGREGATE_UNKNOWN;
}

/* More than one are those of kernels that were started by kexec: of the same boot of the TPM. */
static bool check_aggregate(const struct ima_result *result, const struct ima_rules *rules,
                            struct steps *steps)
{
        static const char name[] = "boot aggregate";
        struct aggregates found = { 0 };
        struct ima_entry entry;
        struct ima_list list;

        if (!ima_list_open(&list, result->data, result->size))
                return false;
        while (ima_list_next(&list, &entry) == EVENT_LOG_EVENT) {
                if (ima_is_boot_aggregate(&entry) && !entry.violation)
                        count_aggregate(&entry, rules, &found);
        }
        if (found.other)
                return steps_add(steps, name, false, "is not the digest of PCRs 0 to 7, or 0 to 9");
        if (found.same)
                return steps_add(steps, name, true, "the digest of the first PCRs%s",
                                 found.by_log ? " as the event log makes them" : "");
        if (found.unknown)
                steps_skip(steps, name, "values of PCRs 0 to 9 of its hash are not all known");
        else if (found.zero)
                return steps_add(steps, name, !rules->pcrs, "is zeros: the kernel had no TPM");
        else
                steps_skip(steps, name, "the list has none");
        return true;
}

/* ---- Files that are expected. */

struct unexpected {
        size_t listed;
        size_t unlisted;
        size_t changed;
        char first_unlisted[IMA_PATH_SHOWN];
        char first_changed[IMA_PATH_SHOWN];
};

static void look_up(const struct ima_entry *entry, const struct ima_paths *paths,
                    struct unexpected *out)
{
        switch (ima_paths_find(paths, entry)) {
        case IMA_LISTED:
                out->listed++;
                break;
        case IMA_UNLISTED:
                if (out->unlisted++ == 0)
                        show_path(entry, out->first_unlisted);
                break;
        case IMA_CHANGED:
                if (out->changed++ == 0)
                        show_path(entry, out->first_changed);
                break;
        }
}

/* Of the part that was compared, or with nothing to compare with, all. */
static bool check_paths(const struct ima_result *result, const struct ima_rules *rules,
                        const struct ima_cut *cut, struct steps *steps)
{
        static const char name[] = "IMA references";
        struct unexpected found = { 0 };
        struct ima_entry entry;
        struct ima_list list;
        char pcrs[PCR_LIST_MAX];

        if (rules->pcrs && (cut->used & ~cut->compared || !cut->entries))
                return steps_add(
                        steps, name, false, "there are entries of PCRs not compared:%s",
                        list_pcrs(cut->entries ? cut->used & ~cut->compared : cut->used, pcrs));
        if (!ima_list_open(&list, result->data, result->size))
                return false;
        while ((!rules->pcrs || list.entries < cut->entries) &&
               ima_list_next(&list, &entry) == EVENT_LOG_EVENT) {
                if (!ima_is_boot_aggregate(&entry))
                        look_up(&entry, rules->paths, &found);
        }
        if (found.changed)
                return steps_add(steps, name, false,
                                 "%zu entries have another digest, the first is %s", found.changed,
                                 found.first_changed);
        if (found.unlisted && !rules->unlisted)
                return steps_add(steps, name, false, "%zu entries are not listed, the first is %s",
                                 found.unlisted, found.first_unlisted);
        return steps_add(steps, name, true, "%zu entries are listed, %zu are not", found.listed,
                         found.unlisted);
}

bool ima_check(const struct ima_result *result, const struct ima_rules *rules, struct steps *steps)
{
        struct ima_cut cut;
        bool good = check_replay(result, rules, steps, &cut);

        good = check_aggregate(result, rules, steps) && good;
        if (rules->paths)
                good = check_paths(result, rules, &cut, steps) && good;
        return good && !result->differing;
}
