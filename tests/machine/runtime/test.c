/* tests/machine/runtime/test.c - start, output, faults. */
#include <stdarg.h>

#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define UART_DATA             0x3f8
#define UART_LINE_STATUS      0x3fd
#define LINE_STATUS_CAN_WRITE 0x20
#define LINE_STATUS_EMPTY     0x40
#define UART_TRIES            100000

const struct params_header *test_params;
volatile struct test_fault test_fault;
volatile uint64_t test_resume;

static uint64_t image_base;
static unsigned int failures;
static struct ghcb *ghcb;
static _Alignas(4096) uint8_t ghcb_page[4096];

extern const uint64_t exception_entries[32];
extern const char interrupt_entry[];
extern const char cpl3_leave[];
extern const char cpl3_returned[];
extern const uint64_t cpl3_caller_stack;
extern const char image_end[];

void test_start(uint64_t params, uint64_t base);

struct exception_frame {
        uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
        uint64_t vector, error, rip, cs, rflags, rsp, ss;
};
void test_exception(struct exception_frame *frame);

#define VECTORS 256

static _Alignas(16) uint64_t idt[2 * VECTORS];

void set_gate(unsigned int vector, uint64_t entry)
{
        idt[2 * vector] = (entry & 0xffff) | UINT64_C(8) << 16 | UINT64_C(0x8e00) << 32 |
                          (entry >> 16 & 0xffff) << 48;
        idt[2 * vector + 1] = entry >> 32;
}

static void load_idt(void)
{
        struct {
                uint16_t limit;
                uint64_t base;
        } __attribute__((packed)) pointer = { sizeof(idt) - 1, (uint64_t)idt };

        for (unsigned int vector = 0; vector < 32; vector++)
                set_gate(vector, exception_entries[vector]);
        set_gate(TEST_INTERRUPT, (uint64_t)interrupt_entry);
        __asm__ volatile("lidt %0" : : "m"(pointer));
}

void set_gate_stack(unsigned int vector, bool on)
{
        idt[2 * vector] = (idt[2 * vector] & ~(UINT64_C(7) << 32)) | (uint64_t)on << 32;
}

uint64_t physical_of(const void *address)
{
        return (uint64_t)address - UINT64_C(0xffffffff80000000) + image_base;
}

uint64_t spare_page(unsigned int n)
{
        return page_up(test_params->svsm_base + test_params->svsm_size) - UINT64_C(0x400000) +
               n * PAGE_SIZE;
}

uint64_t msr_protocol(uint64_t request)
{
        wrmsr(MSR_GHCB, request);
        vmgexit();
        return rdmsr(MSR_GHCB);
}

static uint64_t change_state(uint64_t page, unsigned int operation)
{
        return msr_protocol(page | (uint64_t)operation << 52 | GHCB_MSR_PSC_REQUEST);
}

void give_away(uint64_t page)
{
        CHECK_EQUAL(change_state(page, GHCB_PSC_SHARED), GHCB_MSR_PSC_RESPONSE);
}

void make_private(uint64_t page)
{
        CHECK_EQUAL(change_state(page, GHCB_PSC_PRIVATE), GHCB_MSR_PSC_RESPONSE);
        CHECK_EQUAL(pvalidate((uint64_t)private_view(page), false, true), RMP_SUCCESS);
}

void make_shared(uint64_t page)
{
        CHECK_EQUAL(pvalidate((uint64_t)private_view(page), false, false), RMP_SUCCESS);
        CHECK_EQUAL(change_state(page, GHCB_PSC_SHARED), GHCB_MSR_PSC_RESPONSE);
}

uint64_t test_ghcb_address(void)
{
        return physical_of(ghcb_page);
}

/* The page is made shared, registered and reached through the shared view from then on. */
struct ghcb *test_ghcb(void)
{
        uint64_t address = test_ghcb_address();

        if (ghcb)
                return ghcb;
        if (pvalidate((uint64_t)private_view(address), false, false) != RMP_SUCCESS ||
            change_state(address, GHCB_PSC_SHARED) != GHCB_MSR_PSC_RESPONSE ||
            msr_protocol(address | GHCB_MSR_REGISTER_REQUEST) != (address | GHCB_MSR_REGISTERED))
                msr_protocol(GHCB_MSR_TERMINATE | 0xff << 16 | GHCB_REASON_SET_CASHEW << 12);
        ghcb = shared_view(address);
        memset(ghcb, 0, sizeof(*ghcb));
        return ghcb;
}

void ghcb_event(struct ghcb *page, uint64_t event, uint64_t info1, uint64_t info2)
{
        page->protocol_version = 2;
        page->usage = 0;
        GHCB_SET(page, exit_code, event);
        GHCB_SET(page, exit_info1, info1);
        GHCB_SET(page, exit_info2, info2);
        wrmsr(MSR_GHCB, (uint64_t)page - UINT64_C(0x4000000000));
        vmgexit();
}

void mmio_write(uint64_t address, uint32_t value)
{
        struct ghcb *page = test_ghcb();

        memset(page->valid_bitmap, 0, sizeof(page->valid_bitmap));
        *(volatile uint32_t *)(void *)page->shared_buffer = value;
        GHCB_SET(page, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(page, GHCB_EVENT_MMIO_WRITE, address, sizeof(value));
        CHECK_EQUAL((uint32_t)page->exit_info1, GHCB_RESULT_OK);
}

uint64_t port_io(uint64_t port, uint64_t flags, uint64_t value)
{
        struct ghcb *page = test_ghcb();

        memset(page->valid_bitmap, 0, sizeof(page->valid_bitmap));
        GHCB_SET(page, rax, value);
        ghcb_event(page, GHCB_EVENT_IOIO, port << IOIO_PORT_SHIFT | flags, 0);
        CHECK_EQUAL((uint32_t)page->exit_info1, GHCB_RESULT_OK);
        return page->rax;
}

void port_access(uint16_t port, uint64_t flags, uint8_t value)
{
        struct ghcb *page = test_ghcb();

        memset(page->valid_bitmap, 0, sizeof(page->valid_bitmap));
        GHCB_SET(page, rax, value);
        ghcb_event(page, GHCB_EVENT_IOIO, (uint64_t)port << IOIO_PORT_SHIFT | IOIO_SIZE_8 | flags,
                   0);
}

/* The machine may end right after our last character, which must be on its way then. */
static void wait_for_uart(uint8_t status)
{
        for (unsigned int tries = 0; tries < UART_TRIES; tries++) {
                port_access(UART_LINE_STATUS, IOIO_IN, 0);
                if (test_ghcb()->rax & status)
                        return;
        }
}

static void put(void *context, char c)
{
        (void)context;
        wait_for_uart(LINE_STATUS_CAN_WRITE);
        port_access(UART_DATA, 0, (uint8_t)c);
}

static void log_text(const char *prefix, const char *format, va_list arguments)
{
        for (; *prefix; prefix++)
                put(NULL, *prefix);
        format_to(put, NULL, format, arguments);
        put(NULL, '\r');
        put(NULL, '\n');
        wait_for_uart(LINE_STATUS_EMPTY);
}

void test_log(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        log_text("test: ", format, arguments);
        va_end(arguments);
}

void test_check(bool ok, const char *format, ...)
{
        va_list arguments;

        if (ok)
                return;
        failures++;
        va_start(arguments, format);
        log_text("test: failure: ", format, arguments);
        va_end(arguments);
}

static const char *const register_names[] = { "rax", "rbx", "rcx", "rdx", "rsi" };

static void note_fault(const struct exception_frame *frame)
{
        test_fault.happened = true;
        test_fault.vector = frame->vector;
        test_fault.error = frame->error;
        test_fault.cr2 = read_cr2();
        test_fault.cs = frame->cs;
        test_fault.rsp = frame->rsp;
        test_fault.stack = (uint64_t)(frame + 1);
}

static void return_from_cpl3(struct exception_frame *frame)
{
        frame->rip = (uint64_t)cpl3_returned;
        frame->cs = 0x08;
        frame->ss = 0x10;
        frame->rsp = cpl3_caller_stack;
}

void test_exception(struct exception_frame *frame)
{
        const uint64_t *values = &frame->rax;

        if (test_resume) {
                note_fault(frame);
                frame->rip = test_resume;
                test_resume = 0;
                return;
        }
        if (frame->rip == (uint64_t)cpl3_leave) {
                return_from_cpl3(frame);
                return;
        }
        test_log("unexpected exception %lu error %lx rip %lx rsp %lx cr2 %lx", frame->vector,
                 frame->error, frame->rip, frame->rsp, read_cr2());
        for (unsigned int i = 0; i < 5; i++)
                test_log("  %s %lx", register_names[i], values[i]);
        msr_protocol(GHCB_MSR_TERMINATE | 0xfe << 16 | GHCB_REASON_SET_CASHEW << 12);
}

void check_fault(const char *what, uint64_t vector, uint64_t error)
{
        test_check(test_fault.happened, "%s: no fault, should be vector %lu error %lx", what,
                   vector, error);
        if (test_fault.happened)
                test_check(test_fault.vector == vector && test_fault.error == error,
                           "%s: vector %lu error %lx, should be %lu %lx", what, test_fault.vector,
                           test_fault.error, vector, error);
}

bool try_read(const volatile void *address)
{
        TRY("movb (%0), %%al", : : "r"(address) : "rax", "r11", "memory");
        return !test_fault.happened;
}

bool try_write(volatile void *address)
{
        TRY("movb $0x5a, (%0)", : : "r"(address) : "r11", "memory");
        return !test_fault.happened;
}

/*
 * The return address is left on the stack when the fetch faults, so the stack pointer is put back.
 */
bool try_execute(const void *address)
{
        TRY("mov %%rsp, %%r12\n\tcall *%0", : : "r"(address) : "r11", "r12", "rax", "memory");
        if (test_fault.happened)
                return false;
        return true;
}

void test_start(uint64_t params, uint64_t base)
{
        image_base = base;
        test_params = private_view(params);
        load_idt();
        test_main();
        if (failures == 0)
                test_log("success");
        msr_protocol(GHCB_MSR_TERMINATE | (failures ? 1 << 16 : 0) | GHCB_REASON_SET_CASHEW << 12);
}
