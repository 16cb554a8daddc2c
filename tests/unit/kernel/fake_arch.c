/* tests/unit/kernel/fake_arch.c - the fake machine: memory, RMP, CPU; see fake_arch.h. The host is in fake_host.c. */
#include "tests/unit/kernel/fake_arch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base/log.h"
#include "kernel/base/stop.h"
#include "kernel/base/terminate.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/mm/pages.h"
#include "lib/x86/msr.h"
#include "lib/x86/paging.h"

struct fake fake;

void fake_reset(uint64_t reserved)
{
        memset(&fake, 0, sizeof(fake));
        pages_init(FAKE_OWN_BASE + reserved, FAKE_OWN_BASE + FAKE_OWN_SIZE);
        fake.has_vmsa[0] = true;
        fake.vmsas[0].vmpl = FAKE_VMPL;
        fake.vmsas[0].efer = EFER_SVME;
        fake.vmsas[0].sev_features = SEV_FEATURE_SNP;
}

struct params fake_params(void)
{
        struct params params;

        memset(&params, 0, sizeof(params));
        params.header.svsm_base = FAKE_OWN_BASE;
        params.header.svsm_size = FAKE_OWN_SIZE;
        params.guest.vmpl = FAKE_VMPL;
        return params;
}

struct params_host_map fake_host_map(void)
{
        struct params_host_map host;

        memset(&host, 0, sizeof(host));
        host.entries[0].pages = FAKE_GUEST_SIZE / PAGE_SIZE;
        return host;
}

void fake_guest_memory(void)
{
        struct params params = fake_params();
        struct params_host_map host = fake_host_map();

        if (guest_memory_init(&params, &host) != 0)
                abort();
}

static void make_valid(uint64_t start, uint64_t size)
{
        for (uint64_t page = start; page < start + size; page += PAGE_SIZE)
                fake.rmp[page / PAGE_SIZE].validated = true;
}

void fake_give(uint64_t start, uint64_t size)
{
        make_valid(start, size);
        if (!guest_memory_give_measured(gpa(start), size))
                abort();
}

void fake_set_state(uint64_t page, enum page_state state)
{
        for (enum page_state from = PAGE_NOT_VALID; from <= PAGE_LOST; from++)
                if (book_take(gpa(page), PAGE_SIZE, from))
                        book_put(gpa(page), PAGE_SIZE, state);
}

void fake_call(uint64_t number, uint64_t rdi, uint64_t rsi, uint64_t rdx, uint64_t r10)
{
        assert(fake.step_count < FAKE_STEPS);
        fake.steps[fake.step_count++] = (struct fake_step){ .vector = USER_VECTOR_SYSCALL,
                                                            .rax = number,
                                                            .rdi = rdi,
                                                            .rsi = rsi,
                                                            .rdx = rdx,
                                                            .r10 = r10 };
}

void fake_exception(uint64_t vector, uint64_t error, uint64_t cr2)
{
        assert(fake.step_count < FAKE_STEPS);
        fake.steps[fake.step_count++] =
                (struct fake_step){ .vector = vector, .error = error, .cr2 = cr2 };
}

bool fake_logged(const char *text)
{
        return strstr(fake.log, text) != NULL;
}

/* ---- guest memory ---- */

static bool guest_pages_usable(uint64_t start, size_t size)
{
        if (size == 0)
                return true;
        if (start >= FAKE_GUEST_SIZE || size > FAKE_GUEST_SIZE - start)
                abort(); /* the kernel must have checked */
        for (uint64_t page = page_down(start); page < start + size; page += PAGE_SIZE)
                if (!fake.rmp[page / PAGE_SIZE].validated || page + 1 == fake.unreadable)
                        return false;
        return true;
}

static void point(enum fake_action action, uint64_t start, uint64_t size, uint64_t attributes)
{
        const struct fake_point point = { action, start, size, attributes };

        if (fake.on_arch)
                fake.on_arch(&point);
}

bool arch_guest_read(void *to, gpa_t from, size_t size)
{
        point(FAKE_READ, from.value, size, 0);
        if (!guest_pages_usable(from.value, size))
                return false;
        memcpy(to, fake.guest + from.value, size);
        return true;
}

bool arch_guest_write(gpa_t to, const void *from, size_t size)
{
        point(FAKE_WRITE, to.value, size, 0);
        stop_check();
        if (!guest_pages_usable(to.value, size))
                return false;
        memcpy(fake.guest + to.value, from, size);
        return true;
}

bool arch_guest_zero(gpa_t start, uint64_t size)
{
        point(FAKE_ZERO, start.value, size, 0);
        if (!guest_pages_usable(start.value, size))
                return false;
        memset(fake.guest + start.value, 0, size);
        return true;
}

bool arch_guest_exchange_u8(gpa_t at, uint8_t value, uint8_t *old)
{
        point(FAKE_WRITE, at.value, 1, 0);
        if (!guest_pages_usable(at.value, 1))
                return false;
        *old = fake.guest[at.value];
        fake.guest[at.value] = value;
        return true;
}

bool arch_guest_make_private(gpa_t start, uint64_t size)
{
        if (start.value >= FAKE_GUEST_SIZE || size > FAKE_GUEST_SIZE - start.value)
                abort();
        return true;
}

static enum rmp_result wrong_size(bool large)
{
        return (large && fake.small_pages) || (!large && fake.large_pages) ? RMP_FAIL_SIZE_MISMATCH
                                                                           : RMP_SUCCESS;
}

enum rmp_result arch_pvalidate(gpa_t page, bool large, bool validate)
{
        uint64_t count = large ? LARGE_PAGE_SIZE / PAGE_SIZE : 1;
        struct fake_rmp_entry *entry = &fake.rmp[page.value / PAGE_SIZE];
        bool changed = false;

        point(FAKE_PVALIDATE, page.value, count * PAGE_SIZE, validate);
        if (page.value >= FAKE_GUEST_SIZE || page.value % (count * PAGE_SIZE) != 0)
                abort();
        if (fake.pvalidate_page == page.value + 1)
                return fake.pvalidate_result;
        if (fake.exchange_at_pvalidate == page.value + 1)
                *entry = (struct fake_rmp_entry){ .validated = false };
        if (wrong_size(large) != RMP_SUCCESS)
                return RMP_FAIL_SIZE_MISMATCH;
        for (uint64_t i = 0; i < count; i++) {
                changed = changed || entry[i].validated != validate;
                entry[i].validated = validate;
        }
        return changed ? RMP_SUCCESS : RMP_UNCHANGED;
}

static bool rmpadjust_fails(gpa_t page)
{
        if (fake.rmpadjust_page != page.value + 1)
                return false;
        if (fake.rmpadjust_skip != 0) {
                fake.rmpadjust_skip--;
                return false;
        }
        if (fake.rmpadjust_times != 0 && --fake.rmpadjust_times == 0)
                fake.rmpadjust_page = 0;
        return true;
}

enum rmp_result arch_rmpadjust(gpa_t page, bool large, uint64_t attributes)
{
        uint64_t count = large ? LARGE_PAGE_SIZE / PAGE_SIZE : 1;
        struct fake_rmp_entry *entry = &fake.rmp[page.value / PAGE_SIZE];
        unsigned int vmpl = attributes & 0xff;

        point(FAKE_RMPADJUST, page.value, count * PAGE_SIZE, attributes);
        if (page.value >= FAKE_GUEST_SIZE || page.value % (count * PAGE_SIZE) != 0 || vmpl == 0 ||
            vmpl >= VMPL_COUNT)
                abort();
        if (rmpadjust_fails(page))
                return fake.rmpadjust_result;
        if (wrong_size(large) != RMP_SUCCESS)
                return RMP_FAIL_SIZE_MISMATCH;
        for (uint64_t i = 0; i < count; i++) {
                if (!entry[i].validated)
                        kernel_stop(TERMINATE_EXCEPTION, "RMPADJUST of a page that is not valid");
                entry[i].rights[vmpl] = attributes >> 8 & 0xff;
                entry[i].vmsa = attributes & RMPADJUST_VMSA;
        }
        return RMP_SUCCESS;
}

void arch_flush_guest_translations(void)
{
        point(FAKE_FLUSH, 0, 0, 0);
        fake.flushes++;
}

/* ---- own memory ---- */

void *arch_own_memory(uint64_t physical)
{
        if (physical < FAKE_OWN_BASE || physical >= FAKE_OWN_BASE + FAKE_OWN_SIZE)
                abort();
        return fake.own + (physical - FAKE_OWN_BASE);
}

uint64_t arch_own_physical(const void *address)
{
        const uint8_t *byte = address;

        if (byte < fake.own || byte >= fake.own + FAKE_OWN_SIZE)
                abort();
        return FAKE_OWN_BASE + (uint64_t)(byte - fake.own);
}

bool arch_accept_own(uint64_t start, uint64_t size)
{
        if (fake.refuse_accept)
                return false;
        memset(arch_own_memory(start), 0, size);
        fake.accepted += size;
        return true;
}

uint64_t arch_pte_private(void)
{
        return FAKE_PRIVATE;
}

void arch_share_kernel_half(uint64_t *pml4)
{
        for (unsigned int i = PAGE_TABLE_ENTRIES / 2; i < PAGE_TABLE_ENTRIES; i++)
                pml4[i] = PTE_PRESENT | PTE_WRITE;
}

/* ---- the CPU ---- */

bool arch_entropy(uint64_t *out)
{
        static uint64_t counter;

        counter += UINT64_C(0x9e3779b97f4a7c15);
        *out = counter;
        return !fake.no_entropy;
}

uint64_t arch_monotonic_ns(void)
{
        return fake.frozen ? fake.time_ns : (fake.time_ns += 1000000);
}

void stop_check(void)
{
        if (fake.stopped)
                kernel_stop(FAKE_STOP_FOLLOWED, "another vcpu has stopped");
}

void arch_relax(void)
{
        point(FAKE_RELAX, 0, 0, 0);
        stop_check();
}

unsigned int arch_vcpu(void)
{
        return fake.vcpu;
}

uint64_t arch_physical_end(void)
{
        return FAKE_PHYSICAL_END;
}

unsigned int arch_vcpu_count(void)
{
        return fake.most ? FAKE_MOST_VCPUS : FAKE_VCPUS;
}

int arch_vcpu_of_apic_id(uint32_t apic_id)
{
        return apic_id % 2 == 0 && apic_id / 2 < arch_vcpu_count() ? (int)(apic_id / 2) : -1;
}

bool arch_start_vcpu(unsigned int vcpu)
{
        point(FAKE_START, 0, 0, vcpu);
        if (vcpu >= arch_vcpu_count())
                abort();
        if (fake.refuse_start)
                return false;
        fake.started[vcpu] = true;
        return true;
}

struct cpuid_result arch_cpuid(uint32_t function, uint32_t index)
{
        return (struct cpuid_result){ function + 1, index + 2, 3, 4 };
}

uint64_t arch_guest_sev_features(void)
{
        return SEV_FEATURE_SNP;
}

struct vmsa *arch_guest_vmsa(unsigned int vcpu)
{
        point(FAKE_VMSA, 0, 0, 0);
        if (vcpu >= arch_vcpu_count() || !fake.has_vmsa[vcpu])
                return NULL;
        if ((fake.vmsas_in_guest || vcpu >= FAKE_VCPUS) && fake.vmsa_pages[vcpu].value != 0)
                return (struct vmsa *)(void *)(fake.guest + fake.vmsa_pages[vcpu].value);
        return &fake.vmsas[vcpu];
}

void arch_set_guest_vmsa(unsigned int vcpu, gpa_t page)
{
        point(FAKE_SET_VMSA, page.value, PAGE_SIZE, vcpu);
        if (vcpu != 0 && !fake.started[vcpu])
                abort(); /* on hardware its area is not there */
        fake.vmsa_pages[vcpu] = page;
        fake.has_vmsa[vcpu] = page.value != 0;
}

void arch_user_begin(uint64_t page_tables, struct user_context *context)
{
        (void)context;
        point(FAKE_USER, 0, 0, 0);
        if (fake.user_depth != 0)
                abort(); /* on hardware the FPU state of another service would be lost */
        fake.user_depth++;
        fake.page_tables = page_tables;
}

void arch_user_end(struct user_context *context)
{
        (void)context;
        if (fake.user_depth != 1)
                abort();
        fake.user_depth--;
}

void arch_user_invalidate(uint64_t address)
{
        (void)address;
}

/* What the step before has given; another service may have run in between. */
static void keep_result(const struct user_context *context)
{
        for (unsigned int i = fake.step; i > 0; i--) {
                if (fake.contexts[i - 1] != context)
                        continue;
                fake.results[i - 1] = context->rax;
                return;
        }
}

void arch_enter_user(struct user_context *context)
{
        const struct fake_step *step = &fake.steps[fake.step];

        point(FAKE_USER, 0, 0, 0);
        if (fake.on_enter) {
                fake.on_enter(context);
                return;
        }
        keep_result(context);
        if (fake.step >= fake.step_count) {
                context->vector = VECTOR_UD;
                context->error = 0;
                return;
        }
        fake.contexts[fake.step] = context;
        fake.tables[fake.step] = fake.page_tables;
        fake.step++;
        context->vector = step->vector;
        context->error = step->error;
        context->cr2 = step->cr2;
        if (step->vector == USER_VECTOR_SYSCALL) {
                context->rax = step->rax;
                context->rdi = step->rdi;
                context->rsi = step->rsi;
                context->rdx = step->rdx;
                context->r10 = step->r10;
        }
        if (step->rip != 0)
                context->rip = step->rip;
}
