/* Numbers of calls, addresses, lists and their entries come from a generator. A page that holds lists is never named in one, and
 * REMAP_CA never gets a page that it would take. */
#include "tests/hostile/runtime/race.h"

#define CALLS   10000
#define PAGES   6
#define ENTRIES 3

struct caller {
        uint64_t state, area, list, done;
};

static struct caller first = { .state = 0x9e3779b97f4a7c15 },
                     second = { .state = 0xd1b54a32d192ed03 };
static uint64_t pages[PAGES];

/* Marsaglia's xorshift64. */
static uint64_t random(struct caller *caller)
{
        caller->state ^= caller->state << 13;
        caller->state ^= caller->state >> 7;
        caller->state ^= caller->state << 17;
        return caller->state;
}

static uint64_t nowhere(struct caller *caller)
{
        const uint64_t base = vmpl0_base() + random(caller) % 4096 * PAGE_SIZE;
        const uint64_t all[] = { base,           base | c_bit(),      base | UINT64_C(1) << 52,
                                 0xa0000,        0xfee00000,          UINT64_C(0xfffffffff000),
                                 random(caller), random(caller) << 12 };

        return all[random(caller) % (sizeof(all) / sizeof(all[0]))];
}

static uint64_t somewhere(struct caller *caller)
{
        return random(caller) % 2 ? nowhere(caller) : pages[random(caller) % PAGES];
}

static uint64_t make_list(struct caller *caller)
{
        struct svsm_pvalidate_list *list = (struct svsm_pvalidate_list *)caller->list;

        list->count = (uint16_t)(1 + random(caller) % ENTRIES);
        list->next = 0;
        for (unsigned int i = 0; i < ENTRIES; i++)
                list->entries[i] = somewhere(caller) | (random(caller) & 0xf);
        return caller->list;
}

static struct svsm_registers make_call(struct caller *caller)
{
        struct svsm_registers call = { random(caller) % 9, 0, 0, random(caller) % 4, 0 };

        call.rdx = somewhere(caller);
        call.rcx = somewhere(caller);
        if (call.rax == SVSM_CORE_REMAP_CA)
                call.rcx = nowhere(caller);
        if (call.rax == SVSM_CORE_PVALIDATE || call.rax == SVSM_CORE_DEPOSIT_MEM ||
            call.rax == SVSM_CORE_WITHDRAW_MEM)
                call.rcx = random(caller) % 8 ? make_list(caller) : nowhere(caller);
        if (random(caller) % 64 == 0)
                call.rax = random(caller);
        return call;
}

static uint64_t call_often(struct caller *caller)
{
        for (unsigned int i = 0; i < CALLS; i++) {
                struct svsm_registers call = make_call(caller);

                if (svsm_call_from(caller->area, &call) == UINT64_MAX)
                        won("call %u is not answered", i);
                caller->done++;
        }
        return 0;
}

static uint64_t at_first(void)
{
        return call_often(&first);
}

static uint64_t at_second(void)
{
        return call_often(&second);
}

void guest_main(void)
{
        for (unsigned int i = 0; i < PAGES; i++)
                pages[i] = fresh_page();
        first.list = fresh_page();
        second.list = fresh_page();
        race_begin();
        first.area = probe.calling_area;
        second.area = second_calling_area();
        (void)race(at_second, at_first, 0);
        if (core(SVSM_CORE_QUERY_PROTOCOL, 1) != SVSM_SUCCESS)
                won("VMPL0 answers nothing any more");
        kept_out("%lu calls at random", first.done + second.done);
}
