/*
 * softsnp/attack/pages.c - what is behind a GPA. A host can have two pages for one address, and one page for two addresses, one after
 * the other; RMPUPDATE makes a page that comes not validated, and one that comes back is what it was (APM vol. 2, section
 * 15.36). Contents stay readable: the key is the guest's, whatever the address.
 */
#include "lib/base/memory.h"
#include "softsnp/attack/kind.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/rules.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/memory.h"

#define OPCODE_RMPADJUST 0xfe
#define OPCODE_PVALIDATE 0xff

/* A page that no address leads to: its contents and its entry. */
struct aside {
        uint8_t bytes[PAGE_SIZE];
        struct rmp_entry entry;
};

static bool is_guests(uint64_t index)
{
        return index != PAGE_INDEX_NONE;
}

/* The new page is private and full of a pattern that no one wrote. */
static bool prepare_other_page(struct attack *attack)
{
        struct aside *aside = memory_allocate(sizeof(struct aside));

        if (!is_guests(memory_page_index(gpa(attack_number(attack, 0, 0)))))
                return false;
        memset(aside->bytes, 0xa5, sizeof(aside->bytes));
        rmp_make_private(&aside->entry, 1, false);
        attack->memory = aside;
        attack->step = 1;
        return true;
}

static void exchange(struct attack *attack, const struct cpu *self)
{
        struct aside *aside = attack->memory;
        uint64_t index = memory_page_index(gpa(attack_number(attack, 0, 0)));
        uint8_t *bytes = memory_page_bytes(index);
        struct rmp_entry entry = *rmp_entry(index);

        if (entry.large)
                rmp_smash(rmp_entry(index & ~(PAGES_PER_LARGE_PAGE - 1)));
        entry.large = false;
        for (size_t i = 0; i < PAGE_SIZE; i++) {
                uint8_t byte = bytes[i];

                bytes[i] = aside->bytes[i];
                aside->bytes[i] = byte;
        }
        *rmp_entry(index) = aside->entry;
        aside->entry = entry;
        npt_update(index);
        npt_flush(self);
        attack_log(attack, "page %lu of the two, %svalidated", attack->step & 1 ? 2lu : 1lu,
                   rmp_entry(index)->validated ? "" : "not ");
        attack->step++;
        attack->seen = 0;
}

/* What argument @attack->step waits for has come once more: is it time? */
static bool is_time(struct attack *attack, const char *event)
{
        uint64_t wanted;

        return attack_is_pair(attack, (unsigned int)attack->step, event, &wanted) &&
               ++attack->seen == wanted;
}

static void exchange_at_instruction(struct attack *attack, const struct vcpu *vcpu, uint8_t opcode,
                                    uint64_t page)
{
        if (page != memory_page_index(gpa(attack_number(attack, 0, 0))))
                return;
        if ((opcode == OPCODE_PVALIDATE && is_time(attack, "pvalidate")) ||
            (opcode == OPCODE_RMPADJUST && is_time(attack, "rmpadjust")))
                exchange(attack, vcpu->cpu);
}

static void exchange_at_exit(struct attack *attack, struct vcpu *vcpu)
{
        const char *event = vcpu->vmpl == 0 ? "exit" : "guest-exit";

        if (attack_is(attack, (unsigned int)attack->step, "now") || is_time(attack, event))
                exchange(attack, vcpu->cpu);
}

/*
 * exchange-page:GPA:WHEN...: the other page, at the first WHEN; the first page again at the second; and so on. WHEN is now,
 * exit=N (VMPL0's N-th from the last WHEN on), guest-exit=N, or before the N-th pvalidate=N or rmpadjust=N of the page.
 */
const struct attack_kind attack_exchange_page = {
        "exchange-page",
        2,
        ATTACK_ARGUMENTS,
        .begin = prepare_other_page,
        .rmp_instruction = exchange_at_instruction,
        .handled = exchange_at_exit,
};

static bool check_move(struct attack *attack)
{
        attack->step = 2;
        return is_guests(memory_page_index(gpa(attack_number(attack, 0, 0)))) &&
               is_guests(memory_page_index(gpa(attack_number(attack, 1, 0))));
}

static void move(struct attack *attack, const struct cpu *self)
{
        uint64_t from = memory_page_index(gpa(attack_number(attack, 0, 0)));
        uint64_t to = memory_page_index(gpa(attack_number(attack, 1, 0)));

        memcpy(memory_page_bytes(to), memory_page_bytes(from), PAGE_SIZE);
        memset(memory_page_bytes(from), 0xa5, PAGE_SIZE);
        rmp_make_private(rmp_entry(to), 1, false);
        rmp_make_private(rmp_entry(from), 1, false);
        npt_update(to);
        npt_update(from);
        npt_flush(self);
        attack_log(attack, "the page is at the other address, not validated");
        attack->step++;
}

static void move_at_exit(struct attack *attack, struct vcpu *vcpu)
{
        const char *event = vcpu->vmpl == 0 ? "exit" : "guest-exit";

        if (attack_is(attack, (unsigned int)attack->step, "now") || is_time(attack, event))
                move(attack, vcpu->cpu);
}

/* move-page:FROM:TO:WHEN: what was at FROM is at TO, and another page at FROM. WHEN as above, without instructions. */
const struct attack_kind attack_move_page = {
        "move-page", 3, 3, .begin = check_move, .handled = move_at_exit,
};
