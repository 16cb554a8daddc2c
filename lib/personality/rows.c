/* lib/personality/rows.c - see rows.h. */
#include "lib/personality/rows.h"

#include "lib/base/memory.h"
#include "lib/base/number.h"

#define REGISTERS 4

static bool number_32(const char *text, uint32_t *out)
{
        uint64_t value;

        if (!number_from_text(text, &value) || value > UINT32_MAX)
                return false;
        *out = (uint32_t)value;
        return true;
}

static bool registers(uint32_t out[REGISTERS], const char *const words[])
{
        for (unsigned int i = 0; i < REGISTERS; i++)
                if (!number_32(words[i], &out[i]))
                        return false;
        return true;
}

/* `pass` and `set`, each with its four registers, each once at most. */
static bool read_masks(struct personality_cpuid *row, const char *const words[], unsigned int count)
{
        bool pass_seen = false;
        bool set_seen = false;

        for (unsigned int at = 0; at < count; at += 1 + REGISTERS) {
                bool pass = strcmp(words[at], "pass") == 0;
                bool *seen = pass ? &pass_seen : &set_seen;

                if ((!pass && strcmp(words[at], "set") != 0) || *seen || count - at < 1 + REGISTERS)
                        return false;
                if (!registers(pass ? row->pass : row->set, &words[at + 1]))
                        return false;
                *seen = true;
        }
        return true;
}

static bool read_cpuid(struct personality_cpuid *row, const char *const words[], unsigned int count)
{
        if (count < 2 || !number_32(words[0], &row->function))
                return false;
        if (strcmp(words[1], "any") == 0)
                row->index = PERSONALITY_ANY_INDEX;
        else if (!number_32(words[1], &row->index))
                return false;
        return read_masks(row, words + 2, count - 2);
}

/* Where the row goes: to the one that it replaces, or behind the last. */
static struct personality_cpuid *place_of(struct personality *out,
                                          const struct personality_cpuid *row)
{
        for (uint32_t i = 0; i < out->cpuid_count; i++)
                if (out->cpuid[i].function == row->function && out->cpuid[i].index == row->index)
                        return &out->cpuid[i];
        if (out->cpuid_count == PERSONALITY_CPUID_MOST)
                return NULL;
        return &out->cpuid[out->cpuid_count++];
}

const char *personality_take_cpuid(struct personality *out, const char *const words[],
                                   unsigned int count)
{
        struct personality_cpuid row = { 0 };
        struct personality_cpuid *place;

        if (!read_cpuid(&row, words, count))
                return "cpuid wants FUNCTION INDEX|any [pass EAX EBX ECX EDX] [set EAX EBX ECX EDX]";
        place = place_of(out, &row);
        if (!place)
                return "too many rows of cpuid";
        *place = row;
        return NULL;
}

static bool read_action(struct personality_msr *row, const char *const words[], unsigned int count)
{
        static const struct {
                const char *text;
                unsigned int words;
        } actions[] = {
                [PERSONALITY_MSR_FAULT] = { "fault", 1 },
                [PERSONALITY_MSR_PASS] = { "pass", 1 },
                [PERSONALITY_MSR_READ_ONLY] = { "read-only", 1 },
                [PERSONALITY_MSR_FIXED] = { "fixed", 2 },
        };

        for (unsigned int i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
                if (strcmp(words[0], actions[i].text) == 0) {
                        row->action = (enum personality_msr_action)i;
                        return count == actions[i].words &&
                               (count == 1 || number_from_text(words[1], &row->value));
                }
        return false;
}

const char *personality_take_msr(struct personality *out, const char *const words[],
                                 unsigned int count)
{
        struct personality_msr row = { 0 };

        if (count < 3 || !number_32(words[0], &row.first) || !number_32(words[1], &row.last) ||
            row.first > row.last || !read_action(&row, words + 2, count - 2))
                return "msr wants FIRST LAST fault|pass|read-only|fixed VALUE";
        if (out->msr_count == PERSONALITY_MSR_MOST)
                return "too many rows of msr";
        out->msr[out->msr_count++] = row;
        return NULL;
}
