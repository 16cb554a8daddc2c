/*
 * softsnp/attack/launch.c - lies in what the host tells the image before it runs: memory map, number of vCPUs and their
 * APIC IDs, CPUID. None of it is measured.
 */
#include "lib/base/memory.h"
#include "lib/snp/ghcb.h"
#include "softsnp/attack/kind.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/memory.h"

static void insert(struct igvm_memory_map_entry *entries, unsigned int *count, unsigned int at,
                   const struct igvm_memory_map_entry *entry)
{
        memmove(&entries[at + 1], &entries[at], (*count - at) * sizeof(entries[0]));
        entries[at] = *entry;
        (*count)++;
}

/* map-add:GPA:PAGES[:TYPE]: one more entry, sorted in; memory, unless TYPE says otherwise. */
static void add_entry(struct attack *attack, struct igvm_memory_map_entry *entries,
                      unsigned int *count, unsigned int room)
{
        struct igvm_memory_map_entry entry = {
                .starting_gpa_page_number = attack_number(attack, 0, 0) >> PAGE_SHIFT,
                .number_of_pages = attack_number(attack, 1, 1),
                .entry_type = (uint16_t)attack_number(attack, 2, IGVM_MEMORY_NORMAL),
        };
        unsigned int at = 0;

        if (*count == room)
                return;
        while (at + 1 < *count &&
               entries[at].starting_gpa_page_number < entry.starting_gpa_page_number)
                at++;
        insert(entries, count, at, &entry);
        attack_log(attack, "entry %u of the memory map", at);
}

const struct attack_kind attack_map_add = { "map-add", 2, 3, .memory_map = add_entry };

/* memory-at:GPA:PAGES: memory where there is no RAM, as a host can have it anywhere. */
static bool make_memory(struct attack *attack)
{
        if (!memory_want(gpa(attack_number(attack, 0, 0)), PAGE_SIZE * attack_number(attack, 1, 0)))
                return false;
        attack_log(attack, "made");
        return true;
}

const struct attack_kind attack_memory_at = { "memory-at", 2, 2, .begin = make_memory };

/* map-fill[:none]: no end of the map, with an entry of one page wherever there was none; or no entry at all. */
static void fill_map(struct attack *attack, struct igvm_memory_map_entry *entries,
                     unsigned int *count, unsigned int room)
{
        bool none = attack_is(attack, 0, "none");

        if (none)
                entries[0].number_of_pages = 0;
        for (unsigned int i = *count - 1; !none && i < room; i++)
                entries[i] = (struct igvm_memory_map_entry){
                        .starting_gpa_page_number = UINT64_C(0x200000) + UINT64_C(2) * i,
                        .number_of_pages = 1,
                };
        *count = none ? 1 : room;
        attack_log(attack, "the memory map has %u entries", none ? 0 : room);
}

const struct attack_kind attack_map_fill = { "map-fill", 0, 1, .memory_map = fill_map };

/* vcpus:N: that many, whatever there are. */
static void change_count(struct attack *attack, uint32_t *count)
{
        attack_log(attack, "%u vcpus are %u", *count, (uint32_t)attack_number(attack, 0, 0));
        *count = (uint32_t)attack_number(attack, 0, 0);
}

const struct attack_kind attack_vcpus = { "vcpus", 1, 1, .vcpu_count = change_count };

/* apic-ids:COUNT:ID...: the list that VMPL0 gets when it asks for it. */
static void change_list(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer)
{
        uint32_t *list = rmp_shared_bytes(call->info1, PAGE_SIZE);

        if (call->code != GHCB_EVENT_APIC_ID_LIST || call->vcpu->vmpl != 0 || !list)
                return;
        (void)answer;
        list[0] = (uint32_t)attack_number(attack, 0, 0);
        for (unsigned int i = 1; i < attack->argument_count; i++)
                list[i] = (uint32_t)attack_number(attack, i, 0);
        attack_log(attack, "the list is there");
}

const struct attack_kind attack_apic_ids = { "apic-ids", 1, ATTACK_ARGUMENTS,
                                             .answer = change_list };

/* cpuid-clear:FUNCTION:INDEX:REGISTER:MASK: bits of the CPUID page; registers 0 to 3 are EAX, EBX, ECX, EDX. */
static void clear_bits(struct attack *attack, uint32_t function, uint32_t index,
                       struct cpuid_result *result)
{
        uint32_t *const registers[] = { &result->eax, &result->ebx, &result->ecx, &result->edx };
        uint32_t *value = registers[attack_number(attack, 2, 0) & 3];
        uint32_t mask = (uint32_t)attack_number(attack, 3, 0);

        if (function != attack_number(attack, 0, 0) || index != attack_number(attack, 1, 0) ||
            !(*value & mask))
                return;
        attack_log(attack, "%x loses %x", *value, *value & mask);
        *value &= ~mask;
}

const struct attack_kind attack_cpuid_clear = { "cpuid-clear", 4, 4, .cpuid = clear_bits };
