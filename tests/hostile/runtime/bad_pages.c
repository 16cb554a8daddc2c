/* tests/hostile/runtime/bad_pages.c - see bad_pages.h. */
#include "tests/hostile/runtime/bad_pages.h"

#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"

#define BADS        40
#define PATTERN     0x5a
#define OTHER_APIC  1
#define BIT(n)      (UINT64_C(1) << (n))
#define VMPL0_PAGES (probe.secrets->svsm_size / PAGE_SIZE)

struct bad_page {
        const char *name;
        unsigned int kind;
        uint64_t address;
};

static struct bad_page bads[BADS];
static unsigned int bad_count;
static uint64_t good, rescinded, deposited, vmsa, other_area;
static volatile bool other_runs;

uint64_t core(uint32_t call, uint64_t rcx)
{
        return svsm(SVSM_PROTOCOL_CORE, call, rcx, 0, 0);
}

uint64_t list_of(uint64_t entry)
{
        static uint64_t page;
        struct svsm_pvalidate_list *list;

        if (!page)
                page = fresh_page();
        list = (struct svsm_pvalidate_list *)page;
        *list = (struct svsm_pvalidate_list){ .count = 1 };
        list->entries[0] = entry;
        return page;
}

uint64_t deposit(uint64_t page)
{
        return core(SVSM_CORE_DEPOSIT_MEM, list_of(page));
}

uint64_t withdraw(void)
{
        uint64_t end = list_of(0) + PAGE_SIZE - 2 * sizeof(uint64_t);

        memset((void *)end, 0, 2 * sizeof(uint64_t));
        if (core(SVSM_CORE_WITHDRAW_MEM, end) != SVSM_SUCCESS || *(uint16_t *)end != 1)
                return 0;
        return *(uint64_t *)(end + sizeof(uint64_t));
}

/* A save area must not begin at a 2 MiB boundary (docs/softsnp.md). */
uint64_t page_for_vmsa(void)
{
        uint64_t page = fresh_page();

        return page % LARGE_PAGE_SIZE ? page : fresh_page();
}

uint64_t good_page(void)
{
        return good;
}

static void add(const char *name, unsigned int kind, uint64_t address)
{
        if (bad_count == BADS)
                won("no room for bad pages: the test is wrong");
        bads[bad_count++] = (struct bad_page){ name, kind, address };
}

static void add_nowhere(void)
{
        const uint64_t base = vmpl0_base();

        add("VMPL0's memory with the C-bit", BAD_NOWHERE, base | c_bit());
        add("VMPL0's memory with bit 52", BAD_NOWHERE, base | BIT(52));
        add("VMPL0's memory with bit 63", BAD_NOWHERE, base | BIT(63));
        add("our page with the C-bit", BAD_NOWHERE, good | c_bit());
        add("our page with bit 51", BAD_NOWHERE, good | BIT(51));
        add("our page with bit 62", BAD_NOWHERE, good | BIT(62));
        add("behind all memory", BAD_NOWHERE, UINT64_C(0x7000000000));
        add("above the C-bit", BAD_NOWHERE, c_bit() << 1);
        add("the last page of the address space", BAD_NOWHERE, ~PAGE_MASK);
        add("the launch's save area", BAD_NOWHERE, VMSA_LAUNCH_GPA);
        add("video memory", BAD_NOWHERE, 0xa0000);
        add("the ROM's place", BAD_NOWHERE, 0xc0000);
        add("the last page below 1 MiB", BAD_NOWHERE, 0xff000);
        add("the APIC", BAD_NOWHERE, 0xfee00000);
        add("a TPM's registers", BAD_NOWHERE, 0xfed40000);
        add("2 MiB of VMPL0's", BAD_LARGE, base);
        add("2 MiB with a C-bit", BAD_LARGE, base | c_bit());
        add("2 MiB below 1 MiB", BAD_LARGE, 0);
        add("2 MiB behind all memory", BAD_LARGE, UINT64_C(0x7000000000));
}

static void run_other(void)
{
        other_runs = true;
}

static void make_vmsa(void)
{
        vmsa = page_for_vmsa();
        other_area = fresh_page();
        fill_second(vmsa, run_other);
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, other_area, OTHER_APIC) !=
            SVSM_SUCCESS)
                won("there is no second vCPU: the test is wrong");
}

void bad_pages_make(void)
{
        good = fresh_page();
        rescinded = fresh_page();
        deposited = fresh_page();
        memset((void *)good, PATTERN, PAGE_SIZE);
        memset((void *)deposited, PATTERN, PAGE_SIZE);
        memset((void *)rescinded, PATTERN, PAGE_SIZE);
        if (svsm_pvalidate(rescinded, false, false, false) != SVSM_SUCCESS ||
            deposit(deposited) != SVSM_SUCCESS)
                won("pages cannot be prepared: the test is wrong");
        make_vmsa();
        add_nowhere();
        add("a rescinded page", BAD_NOT_VALID, rescinded);
        add("a shared page", BAD_NOT_VALID, probe_ghcb_address());
        add("a deposited page", BAD_DEPOSITED, deposited);
        add("a save area", BAD_VMSA, vmsa);
        add("another vCPU's calling area", BAD_AREA, other_area);
        add("the middle of a page", BAD_UNALIGNED, good + PAGE_SIZE / 2);
        add("8 bytes into a page", BAD_UNALIGNED, good + 8);
        add("the end of a page", BAD_UNALIGNED, good + PAGE_SIZE - 1);
        add("a byte into VMPL0's memory", BAD_UNALIGNED, vmpl0_base() + 1);
}

static uint64_t code_of(unsigned int kind)
{
        return kind == BAD_UNALIGNED ? SVSM_ERR_INVALID_PARAMETER : SVSM_ERR_INVALID_ADDRESS;
}

static void refuse(const char *name, const char *what, uint64_t got, uint64_t wanted)
{
        if (got != wanted)
                won("%s of %s: %lx instead of %lx", name, what, got, wanted);
}

void refuse_each(const char *name, uint64_t (*call)(uint64_t page), unsigned int kinds,
                 uint64_t code)
{
        for (unsigned int i = 0; i < bad_count; i++)
                if (bads[i].kind & kinds)
                        refuse(name, bads[i].name, call(bads[i].address),
                               code ? code : code_of(bads[i].kind));
        for (uint64_t i = 0; kinds & BAD_NOWHERE && i < VMPL0_PAGES; i++)
                refuse(name, "VMPL0's memory", call(vmpl0_base() + i * PAGE_SIZE),
                       code ? code : SVSM_ERR_INVALID_ADDRESS);
}

static bool all_are(uint64_t page, uint8_t value)
{
        const volatile uint8_t *bytes = (const volatile uint8_t *)page;

        for (unsigned int i = 0; i < PAGE_SIZE; i++)
                if (bytes[i] != value)
                        return false;
        return true;
}

static void look_at_vmsa(void)
{
        if (start_vcpu(vmsa, OTHER_APIC) != 0)
                won("the save area is none any more");
        for (unsigned int i = 0; i < 200000000 && !other_runs; i++)
                cpu_relax();
        if (!other_runs)
                won("the save area has changed");
}

void bad_pages_look(void)
{
        if (!all_are(good, PATTERN))
                won("a page of ours has changed");
        *(volatile uint8_t *)good = PATTERN;
        if (withdraw() != deposited || withdraw() != 0 || !all_are(deposited, PATTERN))
                won("the deposited page was touched");
        if (svsm_pvalidate(rescinded, false, true, false) != SVSM_SUCCESS || !all_are(rescinded, 0))
                won("the rescinded page was touched");
        look_at_vmsa();
}

void refuse_all(const char *name, uint64_t (*call)(uint64_t page), unsigned int kinds,
                uint64_t code)
{
        bad_pages_make();
        refuse_each(name, call, kinds, code);
        bad_pages_look();
        kept_out("%s of all bad pages, and nothing has changed", name);
}
