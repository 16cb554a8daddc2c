/* tests/hostile/runtime/guest.c - see guest.h: start, end, memory, and orders to the host. */
#include "tests/hostile/runtime/guest.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "lib/x86/paging.h"

#define PAGES        64
#define TABLES       16
#define ATTACK_ORDER UINT64_C(0x6b6361747461) /* softsnp/attack/order.c */

static _Alignas(4096) uint8_t pages[PAGES][4096];
static _Alignas(4096) uint64_t tables[TABLES][PAGE_TABLE_ENTRIES];
static unsigned int pages_given, tables_given;

void probe_start(uint64_t calling_area, const struct secrets_page *secrets, uint64_t cpuid_page);

void guest_end(void)
{
        for (;;)
                msr_protocol(GHCB_MSR_TERMINATE | GHCB_REASON_SET_CASHEW << 12);
}

uint64_t fresh_page(void)
{
        if (pages_given == PAGES)
                kept_out("no pages left: the test is wrong");
        return (uint64_t)pages[pages_given++];
}

uint64_t c_bit(void)
{
        const uint64_t *root = (const uint64_t *)(read_cr3() & PTE_ADDRESS_MASK & 0x7fffffffffff);

        return root[0] & PTE_ADDRESS_MASK & ~UINT64_C(0xffffffff);
}

static uint64_t *next_table(uint64_t *entry)
{
        if (!(*entry & PTE_PRESENT)) {
                if (tables_given == TABLES)
                        kept_out("no page tables left: the test is wrong");
                *entry = (uint64_t)tables[tables_given++] | c_bit() | PTE_PRESENT | PTE_WRITE;
        }
        return (uint64_t *)(*entry & PTE_ADDRESS_MASK & ~c_bit());
}

void map(uint64_t address, uint64_t entry)
{
        uint64_t *table = (uint64_t *)(read_cr3() & PTE_ADDRESS_MASK & ~c_bit());

        for (unsigned int level = 4; level > 1; level--)
                table = next_table(&table[page_table_index(address, level)]);
        table[page_table_index(address, 1)] = entry;
        __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

bool order(const char *attack)
{
        struct ghcb *ghcb = probe_ghcb();
        size_t size = strlen(attack);

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        memcpy(ghcb->shared_buffer, attack, size);
        ghcb->protocol_version = 2;
        ghcb->usage = 0;
        GHCB_SET(ghcb, rax, ATTACK_ORDER);
        GHCB_SET(ghcb, rbx, size);
        GHCB_SET(ghcb, cpl, 0);
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_VMMCALL);
        GHCB_SET(ghcb, exit_info1, 0);
        GHCB_SET(ghcb, exit_info2, 0);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        vmgexit();
        return ghcb->rax == 0;
}

void probe_start(uint64_t calling_area, const struct secrets_page *secrets, uint64_t cpuid_page)
{
        probe = (struct probe){ calling_area, secrets, cpuid_page };
        share_ghcb();
        probe_log("starts at VMPL%u, SVSM at %lx", secrets->svsm_guest_vmpl, secrets->svsm_base);
        guest_main();
        kept_out("to the end");
}
