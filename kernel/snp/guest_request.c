/*
 * kernel/snp/guest_request.c - messages to the security processor (GHCB 2.0, sections 4.1.7 and 4.1.8), through pages that are
 * shared with the host for good. They are encrypted between the service and the security processor; for the kernel they are
 * bytes.
 *
 * All pages are overwritten before each message: what the host does not write is zero, and nothing of an earlier one.
 */
#include "kernel/arch/guest_request.h"
#include "kernel/arch/own_memory.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "kernel/snp/vcpu.h"
#include "lib/base/memory.h"
#include "lib/snp/rmp.h"
#include "lib/x86/paging.h"

/* Which of the shared pages is what; each message uses the same ones. */
#define PAGE_REQUEST      0
#define PAGE_RESPONSE     1
#define PAGE_CERTIFICATES 2
#define SHARED_PAGES      (PAGE_CERTIFICATES + GUEST_REQUEST_CERTIFICATE_PAGES)

static struct {
        uint64_t secrets_page;
        bool key_taken;
        uint64_t shared; /* the first of SHARED_PAGES; 0: not open */
} device;

void guest_request_set_secrets(uint64_t secrets_page)
{
        device.secrets_page = secrets_page;
}

static bool share(uint64_t page)
{
        const struct cpu *cpu = cpu_current();

        return pvalidate((uint64_t)arch_own_memory(page), false, false) == RMP_SUCCESS &&
               ghcb_page_state(&cpu->ghcb, page, PAGE_SIZE, GHCB_PSC_SHARED) == GHCB_OK;
}

/* Pages of which the host has not taken all are lost; the boot ends anyway. */
bool arch_guest_request_open(void)
{
        uint64_t start = pages_allocate_run(SHARED_PAGES);

        if (!start)
                return false;
        for (unsigned int i = 0; i < SHARED_PAGES; i++)
                if (!share(start + i * PAGE_SIZE))
                        return false;
        device.shared = start;
        return true;
}

bool guest_request_is_open(void)
{
        return device.shared;
}

/* The page is measured memory, which the direct map has read-only: hence the window. */
bool arch_take_message_key(uint8_t key[VMPCK_SIZE])
{
        uint64_t at = device.secrets_page + offsetof(struct secrets_page, vmpck);
        static const uint8_t zero[VMPCK_SIZE];

        if (device.key_taken || !device.secrets_page)
                return false;
        device.key_taken = true;
        return arch_own_read(key, at, VMPCK_SIZE) && arch_own_write(at, zero, VMPCK_SIZE);
}

/* A key that no service has taken yet cannot be taken any more. */
void guest_request_erase_keys(void)
{
        static const uint8_t zero[VMPL_COUNT * VMPCK_SIZE];

        _Static_assert(sizeof(zero) == sizeof(((struct secrets_page *)0)->vmpck), "all keys");
        device.key_taken = true;
        if (!arch_own_write(device.secrets_page + offsetof(struct secrets_page, vmpck), zero,
                            sizeof(zero)))
                kernel_stop(TERMINATE_MEMORY, "the secrets page is not there any more");
}

static uint64_t shared_page(unsigned int index)
{
        return device.shared + index * PAGE_SIZE;
}

/* Shows a shared page in this vCPU's window: without the C-bit, unlike a guest's. */
static uint8_t *show(const struct cpu *cpu, unsigned int index)
{
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW,
                             shared_page(index) | PTE_PRESENT | PTE_WRITE | PTE_NX);
        return (uint8_t *)vcpu_page(cpu->id, VCPU_PAGE_WINDOW);
}

static void put(const struct cpu *cpu, unsigned int index, const uint8_t *data, size_t size)
{
        uint8_t *page = show(cpu, index);

        if (size)
                memcpy(page, data, size);
        memset(page + size, 0, PAGE_SIZE - size);
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW, 0);
}

static void get(const struct cpu *cpu, unsigned int index, uint8_t *out)
{
        memcpy(out, show(cpu, index), PAGE_SIZE);
        paging_set_vcpu_page(cpu->id, VCPU_PAGE_WINDOW, 0);
}

/* With certificate pages it is an extended request; wanted_pages says how many there would have to be. */
static bool call(const struct cpu *cpu, bool certificates, struct guest_request_answer *answer)
{
        struct ghcb_guest_request request = {
                .request = shared_page(PAGE_REQUEST),
                .response = shared_page(PAGE_RESPONSE),
                .certificates = shared_page(PAGE_CERTIFICATES),
                .certificate_pages = certificates ? GUEST_REQUEST_CERTIFICATE_PAGES : 0,
        };
        struct ghcb_guest_answer said;

        if (ghcb_guest_request(&cpu->ghcb, &request, &said) != GHCB_OK)
                return false;
        *answer = (struct guest_request_answer){
                .status = said.status,
                .certificate_pages = said.status == 0 ? (uint32_t)request.certificate_pages : 0,
                .wanted_pages = said.pages > UINT32_MAX ? UINT32_MAX : (uint32_t)said.pages,
        };
        return true;
}

bool arch_guest_request(const uint8_t *message, size_t size, bool certificates,
                        const struct guest_request_pages *out, struct guest_request_answer *answer)
{
        const struct cpu *cpu = cpu_current();

        if (!device.shared || size > PAGE_SIZE)
                return false;
        put(cpu, PAGE_REQUEST, message, size);
        for (unsigned int i = PAGE_RESPONSE; i < SHARED_PAGES; i++)
                put(cpu, i, NULL, 0);
        if (!call(cpu, certificates, answer))
                return false;
        get(cpu, PAGE_RESPONSE, out->response);
        for (unsigned int i = 0; i < answer->certificate_pages; i++)
                get(cpu, PAGE_CERTIFICATES + i, out->certificates[i]);
        return true;
}
