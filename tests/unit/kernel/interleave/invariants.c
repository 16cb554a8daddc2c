/*
 * tests/unit/kernel/interleave/invariants.c - what must be so, whoever runs. The fake machine's RMP
 * is the truth; the kernel's book is compared with it when nobody runs.
 */
#include "tests/unit/kernel/interleave/known.h"

#include <stdlib.h>
#include <string.h>

#include "lib/x86/msr.h"

#define WORD     sizeof(uint64_t)
#define FEATURES SEV_FEATURE_SNP /* of every VMSA of this guest */

struct known *known;

void invariants_init(void)
{
        known = calloc(1, sizeof(*known));
        if (!known)
                abort();
        fill_secret(bytes_of(SPARE));
        for (unsigned int page = 0; page < PAGE_COUNT; page++)
                memcpy(known->first_shadow[page], bytes_of(page), PAGE_SIZE);
}

void invariants_reset(void)
{
        memcpy(known->shadow, known->first_shadow, sizeof(known->shadow));
        memset(known->here, 0, sizeof(known->here));
        memset(known->there, 0, sizeof(known->there));
        memset(known->entries, 0, sizeof(known->entries));
        memset(known->action, 0, sizeof(known->action));
        known->swapped = false;
}

/* ---- rules of a page */

static bool guest_may_write(unsigned int page)
{
        return rmp(page)->validated && !rmp(page)->vmsa &&
               rmp(page)->rights[FAKE_VMPL] & RMP_PERMISSION_WRITE;
}

static bool any_right(unsigned int page)
{
        const uint8_t *rights = rmp(page)->rights;

        return rights[1] || rights[2] || rights[3];
}

static bool holds_secret(unsigned int page)
{
        for (uint64_t i = 0; i < PAGE_SIZE; i += sizeof(uint64_t)) {
                uint64_t word;

                memcpy(&word, bytes_of(page) + i, sizeof(word));
                if (word == SECRET)
                        return true;
        }
        return false;
}

static bool is_zero(unsigned int page)
{
        const uint8_t *bytes = bytes_of(page);

        return bytes[0] == 0 && memcmp(bytes, bytes + 1, PAGE_SIZE - 1) == 0;
}

static void check_page(unsigned int page)
{
        const struct fake_rmp_entry *entry = rmp(page);

        if (entry->validated && known->there[page].other_entry.validated)
                violation("%s has two validated pages", page_name(page));
        if (entry->vmsa && (entry->rights[1] || entry->rights[3] ||
                            entry->rights[FAKE_VMPL] & ~RMP_PERMISSION_READ))
                violation("%s is a VMSA and there are rights to it", page_name(page));
}

/* ---- what VMPL0 has changed */

/* Registers that a call's results go to, and the bit that keeps the host from running it. */
static bool is_result(uint64_t offset)
{
        static const size_t fields[] = {
                offsetof(struct vmsa, rax),       offsetof(struct vmsa, rcx),
                offsetof(struct vmsa, rdx),       offsetof(struct vmsa, r8),
                offsetof(struct vmsa, r9),        offsetof(struct vmsa, efer),
                offsetof(struct vmsa, exit_code),
        };

        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
                if (offset >= fields[i] && offset < fields[i] + sizeof(uint64_t))
                        return true;
        return false;
}

static bool in_action(const struct fake_point *action, uint64_t address)
{
        return (action->action == FAKE_WRITE || action->action == FAKE_ZERO) &&
               address >= action->start && address - action->start < action->size;
}

/* A byte that was changed through a pointer, which only a VMSA is. */
static void check_changed(unsigned int vcpu, unsigned int page, uint64_t offset)
{
        const struct entry *entry = &known->entries[vcpu];

        if (known->swapped && !rmp(page)->validated)
                scheduler_fault();
        else if (!entry->inside || entry->vmsa != (int)page)
                violation("VMPL0 changed %s, which is not its vCPU's VMSA", page_name(page));
        else if (!rmp(page)->vmsa || known->here[page].vmsa != entry->generation)
                violation("VMPL0 wrote registers to %s, which is no longer its VMSA",
                          page_name(page));
        else if (!is_result(offset))
                violation("VMPL0 changed the VMSA %s at 0x%lx", page_name(page), offset);
}

/* Far more often than anything else here, and on two pages that are there: sanitizers add nothing. */
__attribute__((no_sanitize("address", "undefined"))) static bool same(const uint8_t *a,
                                                                      const uint8_t *b)
{
        const uint64_t *words_a = (const uint64_t *)(const void *)a;
        const uint64_t *words_b = (const uint64_t *)(const void *)b;
        uint64_t difference = 0;

        for (uint64_t i = 0; i < PAGE_SIZE / WORD; i++)
                difference |= words_a[i] ^ words_b[i];
        return difference == 0;
}

static void account_word(unsigned int vcpu, unsigned int page, uint64_t at)
{
        const uint8_t *bytes = bytes_of(page);

        for (uint64_t i = at; i < at + WORD; i++)
                if (bytes[i] != known->shadow[page][i] &&
                    !in_action(&known->action[vcpu], page_at(page) + i))
                        check_changed(vcpu, page, i);
}

static void account_page(unsigned int vcpu, unsigned int page)
{
        const uint8_t *bytes = bytes_of(page);
        uint8_t *shadow = known->shadow[page];

        if (same(bytes, shadow))
                return;
        for (uint64_t i = 0; i < PAGE_SIZE; i += WORD)
                if (memcmp(bytes + i, shadow + i, WORD) != 0)
                        account_word(vcpu, page, i);
        memcpy(shadow, bytes, PAGE_SIZE);
}

void invariants_account(unsigned int vcpu)
{
        for (unsigned int page = 0; page < PAGE_COUNT; page++) {
                account_page(vcpu, page);
                check_page(page);
        }
        known->action[vcpu].size = 0;
}

/* ---- what VMPL0 does next */

static void check_write(unsigned int page)
{
        if (rmp(page)->validated && !guest_may_write(page))
                violation("VMPL0 writes to %s, which the guest may not write%s", page_name(page),
                          rmp(page)->vmsa ? ": a VMSA" : "");
}

static void check_zero(unsigned int page)
{
        if (rmp(page)->validated && (any_right(page) || rmp(page)->vmsa))
                violation("VMPL0 zeroes %s, which is in use", page_name(page));
}

static void check_pvalidate(unsigned int page, bool validate)
{
        if (!validate && (any_right(page) || rmp(page)->vmsa))
                violation("VMPL0 rescinds %s, to which there are rights", page_name(page));
        if (validate && !rmp(page)->validated)
                known->here[page].fresh = true;
}

/* Rights as they are, and a page that begins to be the guest's is zero. */
static void check_grant(unsigned int page)
{
        if (known->here[page].fresh && !is_zero(page))
                violation("%s is given to the guest and is not zero", page_name(page));
        known->here[page].fresh = false;
}

static void check_vmsa(unsigned int page)
{
        const struct vmsa *vmsa = (const struct vmsa *)(const void *)bytes_of(page);

        if (vmsa->vmpl != FAKE_VMPL)
                violation("%s becomes a VMSA of VMPL%u", page_name(page), vmsa->vmpl);
        else if (!(vmsa->efer & EFER_SVME) || vmsa->sev_features != FEATURES)
                violation("%s becomes a VMSA with other SEV_FEATURES or without SVME",
                          page_name(page));
        else if (known->here[page].stale & RMP_PERMISSION_WRITE)
                violation("%s becomes a VMSA, and an old translation can write it",
                          page_name(page));
}

static void check_rmpadjust(unsigned int page, uint64_t attributes)
{
        unsigned int vmpl = attributes & 0xff;
        uint8_t rights = attributes >> 8 & 0xff;
        struct memory *memory = &known->here[page];

        if (!rmp(page)->validated)
                return; /* a fault */
        if (attributes & RMPADJUST_VMSA && !rmp(page)->vmsa) {
                check_vmsa(page);
                memory->vmsa++;
        } else if (rights) {
                check_grant(page);
        }
        if (vmpl == FAKE_VMPL)
                memory->stale |= rmp(page)->rights[vmpl] & (uint8_t)~rights;
}

static void check_action(unsigned int page, const struct fake_point *point)
{
        if (point->action == FAKE_WRITE)
                check_write(page);
        if (point->action == FAKE_ZERO)
                check_zero(page);
        if (point->action == FAKE_PVALIDATE)
                check_pvalidate(page, point->attributes);
        if (point->action == FAKE_RMPADJUST)
                check_rmpadjust(page, point->attributes);
}

/* The VMSA that the entry goes on with, whatever becomes of it. */
static void note_vmsa(unsigned int vcpu)
{
        struct entry *entry = &known->entries[vcpu];
        unsigned int page = page_of(fake.vmsa_pages[vcpu].value);

        if (!entry->inside || page == PAGE_COUNT)
                return;
        entry->vmsa = (int)page;
        entry->generation = known->here[page].vmsa;
}

void invariants_action(unsigned int vcpu, const struct fake_point *point)
{
        known->action[vcpu] = *point;
        if (point->action == FAKE_FLUSH)
                for (unsigned int page = 0; page < PAGE_COUNT; page++)
                        known->here[page].stale = 0;
        if (point->action == FAKE_VMSA && vcpu < FAKE_VCPUS)
                note_vmsa(vcpu);
        for (unsigned int page = 0; page < PAGE_COUNT; page++)
                if (page_at(page) < point->start + point->size &&
                    point->start < page_at(page) + PAGE_SIZE)
                        check_action(page, point);
}

void invariants_enter(unsigned int vcpu)
{
        known->entries[vcpu] = (struct entry){ .inside = true, .vmsa = -1 };
}

/* The vCPU's guest goes on from its VMSA. */
void invariants_leave(unsigned int vcpu)
{
        invariants_account(vcpu);
        known->entries[vcpu].inside = false;
}

/* ---- the end */

/* The book says of each page what the RMP says. */
static bool book_agrees(unsigned int page)
{
        const struct fake_rmp_entry *entry = rmp(page);

        switch (kernel_book(page_at(page))) {
        case BOOK_VALID:
                return guest_may_write(page);
        case BOOK_VMSA:
                return entry->validated && entry->vmsa;
        case BOOK_DEPOSITED:
                return entry->validated && !entry->vmsa && !any_right(page);
        case BOOK_NOT_VALID:
                return !entry->validated;
        default:
                return false;
        }
}

static void check_calling_area(unsigned int vcpu)
{
        uint64_t area = kernel_calling_area(vcpu);

        for (unsigned int other = 0; other < vcpu; other++)
                if (area != 0 && kernel_calling_area(other) == area)
                        violation("vcpus %u and %u share a calling area", other, vcpu);
        if (area != 0 && (kernel_book(area) == BOOK_VMSA || kernel_book(area) == BOOK_DEPOSITED))
                violation("the calling area of vcpu %u is not the guest's", vcpu);
}

static void check_vmsa_of(unsigned int vcpu)
{
        uint64_t page = fake.vmsa_pages[vcpu].value;

        if (page == 0 || host_has_swapped())
                return;
        if (!fake.rmp[page / PAGE_SIZE].vmsa)
                violation("vcpu %u is to run from %s, which is not a VMSA", vcpu,
                          page_name_of(page));
        else if (!(guest_registers(vcpu)->efer & EFER_SVME))
                violation("vcpu %u cannot run: its VMSA has no EFER.SVME", vcpu);
}

/* Of what the host can show for a page that is not valid, nothing is validated. */
static bool is_hidden(unsigned int page)
{
        return kernel_book(page_at(page)) == BOOK_NOT_VALID &&
               (rmp(page)->validated || known->there[page].other_entry.validated);
}

void invariants_end(void)
{
        for (unsigned int page = 0; page < PAGE_COUNT; page++) {
                check_page(page);
                if (!known->swapped && !book_agrees(page))
                        violation("the book and the RMP disagree on %s", page_name(page));
                if (is_hidden(page))
                        violation("%s is validated, and the book does not know", page_name(page));
                if (rmp(page)->validated && any_right(page) && holds_secret(page))
                        violation("%s shows the guest what was VMPL0's", page_name(page));
        }
        for (unsigned int vcpu = 0; vcpu < FAKE_VCPUS; vcpu++) {
                check_calling_area(vcpu);
                check_vmsa_of(vcpu);
        }
}
