/*
 * kernel/mm/window.c - guest memory, one page at a time, in windows of the vCPU that looks.
 *
 * A window is mapped, used and unmapped within one function; nothing of the guest stays reachable. All
 * mappings have the C-bit: a page that the guest has made shared is not readable through them.
 *
 * Each vCPU has windows of its own, so there is no lock, and INVLPG of this CPU is enough when one is closed.
 */
#include "kernel/mm/window.h"

#include "kernel/arch/guest_page.h"
#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/base/stop.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/mm/paging.h"
#include "lib/x86/paging.h"

/* What the CPU makes of an entry must be the page that was meant: nothing above the address, and not the C-bit. */
static uint64_t private_entry(uint64_t page)
{
        if ((page & PTE_ADDRESS_MASK & ~arch_pte_private()) != page)
                kernel_stop(TERMINATE_EXCEPTION, "0x%lx is no address of a page", page);
        return page | arch_pte_private() | PTE_PRESENT | PTE_WRITE | PTE_NX;
}

/* The 4 KiB window of the vCPU that runs this, open or not. */
struct window {
        volatile uint64_t *entry;
        uint64_t page; /* its address */
};

static struct window window_of(const struct cpu *cpu)
{
        return (struct window){ .entry = paging_vcpu_entry(cpu->id, VCPU_PAGE_WINDOW),
                                .page = vcpu_page(cpu->id, VCPU_PAGE_WINDOW) };
}

static void window_set(const struct window *window, uint64_t entry)
{
        *window->entry = entry;
        invlpg(window->page);
}

/* Shows the page of @at; returns the address of that byte. */
static uint8_t *window_open(const struct window *window, gpa_t at)
{
        window_set(window, private_entry(page_down(at.value)));
        return (uint8_t *)window->page + (at.value & PAGE_MASK);
}

static void window_close(const struct window *window)
{
        window_set(window, 0);
}

/* How much of @size is in @at's page. */
static size_t in_page(gpa_t at, uint64_t size)
{
        uint64_t left = PAGE_SIZE - (at.value & PAGE_MASK);

        return size < left ? size : left;
}

static bool read_in_page(void *to, gpa_t from, size_t size)
{
        const struct window window = window_of(cpu_current());
        bool ok = window_copy(to, window_open(&window, from), size);

        window_close(&window);
        return ok;
}

static bool write_in_page(gpa_t to, const void *from, size_t size)
{
        const struct window window = window_of(cpu_current());
        bool ok = window_copy(window_open(&window, to), from, size);

        window_close(&window);
        return ok;
}

/* Not inlined, nor is write_pages(): nearly all copies are in one page, and save no registers for this loop. */
__attribute__((noinline)) static bool read_pages(uint8_t *to, gpa_t from, size_t size)
{
        bool ok = true;

        while (size && ok) {
                size_t part = in_page(from, size);

                ok = read_in_page(to, from, part);
                from = gpa_add(from, part);
                to += part;
                size -= part;
        }
        return ok;
}

__attribute__((noinline)) static bool write_pages(gpa_t to, const uint8_t *from, size_t size)
{
        bool ok = true;

        while (size && ok) {
                size_t part = in_page(to, size);

                ok = write_in_page(to, from, part);
                to = gpa_add(to, part);
                from += part;
                size -= part;
        }
        return ok;
}

bool arch_own_read(void *to, uint64_t physical, size_t size)
{
        return read_pages(to, gpa(physical), size);
}

bool arch_own_write(uint64_t physical, const void *from, size_t size)
{
        return write_pages(gpa(physical), from, size);
}

bool arch_guest_read(void *to, gpa_t from, size_t size)
{
        if (size && in_page(from, size) == size)
                return read_in_page(to, from, size);
        return read_pages(to, from, size);
}

bool arch_guest_write(gpa_t to, const void *from, size_t size)
{
        stop_check();
        if (size && in_page(to, size) == size)
                return write_in_page(to, from, size);
        return write_pages(to, from, size);
}

bool arch_guest_exchange_u8(gpa_t at, uint8_t value, uint8_t *old)
{
        const struct window window = window_of(cpu_current());
        bool ok = window_exchange_u8(window_open(&window, at), value, old);

        window_close(&window);
        return ok;
}

/* Opens the window of the right size; PVALIDATE and RMPADJUST take addresses of ours. */
static uint64_t rmp_window_open(const struct cpu *cpu, gpa_t page, bool large)
{
        const struct window window = window_of(cpu);

        if (!large)
                return (uint64_t)window_open(&window, page);
        paging_set_large_window(cpu->id, private_entry(page.value) | PTE_LARGE);
        return vcpu_page(cpu->id, 0) + VCPU_WINDOW_LARGE;
}

static void rmp_window_close(const struct cpu *cpu, bool large)
{
        const struct window window = window_of(cpu);

        if (large)
                paging_set_large_window(cpu->id, 0);
        else
                window_close(&window);
}

/* 2 MiB at once where they lie so: opening a window costs as much as zeroing a page. */
static uint64_t zero_part(const struct cpu *cpu, gpa_t start, uint64_t size, bool *ok)
{
        bool large = start.value % LARGE_PAGE_SIZE == 0 && size >= LARGE_PAGE_SIZE;
        uint64_t part = large ? LARGE_PAGE_SIZE : in_page(start, size);

        *ok = window_zero((void *)rmp_window_open(cpu, start, large), part);
        rmp_window_close(cpu, large);
        return part;
}

bool arch_guest_zero(gpa_t start, uint64_t size)
{
        const struct cpu *cpu = cpu_current();
        bool ok = true;

        while (size && ok) {
                uint64_t part = zero_part(cpu, start, size, &ok);

                start = gpa_add(start, part);
                size -= part;
        }
        return ok;
}

static bool rmp_page_is_sane(gpa_t page, bool large)
{
        return page.value % (large ? LARGE_PAGE_SIZE : PAGE_SIZE) == 0;
}

enum rmp_result arch_pvalidate(gpa_t page, bool large, bool validate)
{
        const struct cpu *cpu = cpu_current();
        enum rmp_result result;

        if (!rmp_page_is_sane(page, large))
                return RMP_FAIL_INPUT;
        result = window_pvalidate(rmp_window_open(cpu, page, large), large, validate);
        rmp_window_close(cpu, large);
        return result;
}

enum rmp_result arch_rmpadjust(gpa_t page, bool large, uint64_t attributes)
{
        const struct cpu *cpu = cpu_current();
        enum rmp_result result;

        if (!rmp_page_is_sane(page, large))
                return RMP_FAIL_INPUT;
        result = window_rmpadjust(rmp_window_open(cpu, page, large), large, attributes);
        rmp_window_close(cpu, large);
        return result;
}

struct vmsa *arch_guest_vmsa(unsigned int vcpu)
{
        struct cpu *cpu = cpu_current();
        uint64_t page = __atomic_load_n(&cpu->guest_vmsa, __ATOMIC_ACQUIRE);

        if (vcpu != cpu->id || !page)
                return NULL;
        if (cpu->guest_vmsa_shown != page)
                paging_set_vcpu_page(vcpu, VCPU_PAGE_VMSA, private_entry(page));
        cpu->guest_vmsa_shown = page;
        return (struct vmsa *)vcpu_page(vcpu, VCPU_PAGE_VMSA);
}

void arch_set_guest_vmsa(unsigned int vcpu, gpa_t page)
{
        if (vcpu < arch_vcpu_count())
                __atomic_store_n(&cpu_of(vcpu)->guest_vmsa, page.value, __ATOMIC_RELEASE);
}
