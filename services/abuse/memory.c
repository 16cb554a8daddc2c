/*
 * services/abuse/memory.c - memory that is not the service's, or not for that use. Addresses:
 * kernel/cpu/layout.h.
 */
#include <stdint.h>
#include <string.h>

#include "services/abuse/cases.h"

#define KERNEL      0xffffffff80000000
#define DIRECT_MAP  0xffff800037200000
#define VCPU_GHCB   0xffffffff0000e000
#define VCPU_WINDOW 0xffffffff00010000
#define GUEST       0x1000000
#define HOLE        0x800000000000
#define STACK_SIZE  0x40000
#define RETURN      0xc3

static void read_at(uintptr_t address)
{
        (void)*(const volatile char *)address;
}

static void write_at(uintptr_t address)
{
        *(volatile char *)address = 0;
}

static void run_at(uintptr_t address)
{
        __asm__ volatile("call *%0" : : "r"(address) : "memory");
}

static void read_kernel(void)
{
        read_at(KERNEL);
}

static void write_kernel(void)
{
        write_at(KERNEL);
}

static void run_kernel(void)
{
        run_at(KERNEL);
}

static void read_direct_map(void)
{
        read_at(DIRECT_MAP);
}

static void write_direct_map(void)
{
        write_at(DIRECT_MAP);
}

static void read_ghcb(void)
{
        read_at(VCPU_GHCB);
}

static void write_window(void)
{
        write_at(VCPU_WINDOW);
}

static void read_guest(void)
{
        read_at(GUEST);
}

static void read_null(void)
{
        read_at(0);
}

static void read_hole(void)
{
        read_at(HOLE);
}

static void run_hole(void)
{
        run_at(HOLE);
}

static void write_text(void)
{
        write_at((uintptr_t)write_text);
}

static void run_data(void)
{
        static char code[16];

        memset(code, RETURN, sizeof(code));
        run_at((uintptr_t)code);
}

static void run_stack(void)
{
        char code[16];

        memset(code, RETURN, sizeof(code));
        run_at((uintptr_t)code);
}

static void write_guard(void)
{
        write_at(abuse_stack_top() - STACK_SIZE - 8);
}

static void write_above_stack(void)
{
        write_at(abuse_stack_top());
}

const struct abuse_case memory_cases[] = {
        { "read-kernel", read_kernel },
        { "write-kernel", write_kernel },
        { "run-kernel", run_kernel },
        { "read-direct", read_direct_map },
        { "write-direct", write_direct_map },
        { "read-ghcb", read_ghcb },
        { "write-window", write_window },
        { "read-guest", read_guest },
        { "read-null", read_null },
        { "read-hole", read_hole },
        { "run-hole", run_hole },
        { "write-text", write_text },
        { "run-data", run_data },
        { "run-stack", run_stack },
        { "write-guard", write_guard },
        { "above-stack", write_above_stack },
        { 0 },
};
