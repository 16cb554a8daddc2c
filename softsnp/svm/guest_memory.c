/* softsnp/svm/guest_memory.c - see guest_memory.h. Page tables: APM vol. 2, section 5.3. */
#include "softsnp/svm/guest_memory.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "lib/x86/paging.h"
#include "softsnp/rmp/table.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

#define LARGEST_PAGE_LEVEL 3     /* 1 GiB */
#define CS_LONG            0x200 /* attribute bit 9: 64-bit code segment */

/* The bytes at @at if the instance may use them so; NULL otherwise. The piece lies in one page. */
static void *reach(const struct vcpu *vcpu, const struct translation *at, unsigned int permission)
{
        uint64_t index = memory_page_index(at->address);
        const struct rmp_entry *entry;

        if (index == PAGE_INDEX_NONE)
                return NULL;
        entry = rmp_entry(index);
        if (entry->assigned != at->is_private)
                return NULL;
        if (entry->assigned && !entry->validated)
                return NULL;
        if (entry->assigned && (entry->permissions[vcpu->vmpl] & permission) != permission)
                return NULL;
        if (entry->vmsa && permission & RMP_PERMISSION_WRITE)
                return NULL;
        return (uint8_t *)memory_page_bytes(index) + (at->address.value & PAGE_MASK);
}

/* Page tables are read as private memory, whatever the C-bit of what points to them. */
static bool read_entry(const struct vcpu *vcpu, uint64_t table, unsigned int index, uint64_t *out)
{
        struct translation at = { gpa(table + index * sizeof(uint64_t)), true, false };
        const uint64_t *entry = reach(vcpu, &at, RMP_PERMISSION_READ);

        if (!entry)
                return false;
        *out = *entry;
        return *out & PTE_PRESENT;
}

/* The lowest level has no bit for it: there it is the PAT's. */
static bool is_leaf(uint64_t entry, unsigned int level)
{
        return level == 1 || (level <= LARGEST_PAGE_LEVEL && entry & PTE_LARGE);
}

/* A larger page has more bits of offset: 12, 21 or 30. */
static struct translation leaf_address(uint64_t entry, unsigned int level, uint64_t virtual_address)
{
        uint64_t offset_mask = (UINT64_C(1) << (PAGE_SHIFT + 9 * (level - 1))) - 1;
        uint64_t frame = entry & PTE_ADDRESS_MASK & ~c_bit() & ~offset_mask;

        return (struct translation){ .address = gpa(frame | (virtual_address & offset_mask)),
                                     .is_private = (entry & c_bit()) != 0 };
}

/*
 * Nothing is marked as accessed or dirty, and no permission of the guest's own tables is checked:
 * whoever asks acts as its supervisor.
 */
static bool walk(struct vcpu *vcpu, uint64_t virtual_address, struct translation *out)
{
        const struct vmsa *state = vcpu_state(vcpu);
        uint64_t table = state->cr3 & PTE_ADDRESS_MASK & ~c_bit();
        uint64_t entry;
        bool writable = true;

        for (unsigned int level = state->cr4 & CR4_LA57 ? 5 : 4; level > 0; level--) {
                if (!read_entry(vcpu, table, page_table_index(virtual_address, level), &entry))
                        return false;
                writable = writable && entry & PTE_WRITE;
                if (is_leaf(entry, level)) {
                        *out = leaf_address(entry, level, virtual_address);
                        out->writable = writable;
                        return true;
                }
                table = entry & PTE_ADDRESS_MASK & ~c_bit();
        }
        return false;
}

/* Paging outside long mode does not occur in what boots here, and is not walked. */
bool guest_translate(struct vcpu *vcpu, uint64_t virtual_address, struct translation *out)
{
        const struct vmsa *state = vcpu_state(vcpu);

        if (!(state->cr0 & CR0_PG)) {
                *out = (struct translation){ gpa((uint32_t)virtual_address), true, true };
                return true;
        }
        return state->efer & EFER_LMA && walk(vcpu, virtual_address, out);
}

/* Every page is translated by itself, as neighbours may lie anywhere. */
static size_t bytes_to_page_end(uint64_t address, size_t size)
{
        size_t left = PAGE_SIZE - (address & PAGE_MASK);

        return size < left ? size : left;
}

/* Pieces of a page each. False leaves in @out what was read before. */
bool guest_read(struct vcpu *vcpu, uint64_t virtual_address, void *out, size_t size)
{
        struct translation at;
        size_t piece;

        for (uint8_t *to = out; size != 0; to += piece, virtual_address += piece, size -= piece) {
                const void *from;

                piece = bytes_to_page_end(virtual_address, size);
                if (!guest_translate(vcpu, virtual_address, &at))
                        return false;
                from = reach(vcpu, &at, RMP_PERMISSION_READ);
                if (!from)
                        return false;
                memcpy(to, from, piece);
        }
        return true;
}

/* False leaves written what came before the piece that cannot be. */
bool guest_write(struct vcpu *vcpu, uint64_t virtual_address, const void *data, size_t size)
{
        const uint8_t *from = data;
        struct translation at;
        size_t piece;

        for (; size != 0; from += piece, virtual_address += piece, size -= piece) {
                void *to;

                piece = bytes_to_page_end(virtual_address, size);
                if (!guest_translate(vcpu, virtual_address, &at))
                        return false;
                to = reach(vcpu, &at, RMP_PERMISSION_READ | RMP_PERMISSION_WRITE);
                if (!to)
                        return false;
                memcpy(to, from, piece);
        }
        return true;
}

/* 64-bit code has no base; any other wraps at 4 GiB. */
static uint64_t instruction_address(const struct vmsa *state)
{
        if (state->efer & EFER_LMA && state->cs.attributes & CS_LONG)
                return state->rip;
        return (uint32_t)(state->cs.base + state->rip);
}

/* Instructions are fetched as private memory, whatever the C-bit. */
static const void *reach_code(struct vcpu *vcpu, uint64_t address)
{
        struct translation at;

        if (!guest_translate(vcpu, address, &at))
                return NULL;
        at.is_private = true;
        return reach(vcpu, &at, RMP_PERMISSION_READ);
}

/* How many bytes there are, from RIP on: fewer than asked for if a page is missing. */
size_t guest_fetch(struct vcpu *vcpu, uint8_t *out, size_t size)
{
        uint64_t address = instruction_address(vcpu_state(vcpu));
        size_t done = 0;

        while (done < size) {
                size_t piece = bytes_to_page_end(address + done, size - done);
                const void *from = reach_code(vcpu, address + done);

                if (!from)
                        break;
                memcpy(out + done, from, piece);
                done += piece;
        }
        return done;
}
