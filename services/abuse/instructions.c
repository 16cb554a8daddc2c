/*
 * services/abuse/instructions.c - instructions that a service has no right to, and states in which
 * it enters the kernel.
 */
#include <stdint.h>

#include "services/abuse/cases.h"

/* A case that is only its instructions. */
#define INSTRUCTIONS(function, text)                                                          \
        static void function(void)                                                            \
        {                                                                                     \
                __asm__ volatile(text                                                         \
                                 :                                                            \
                                 :                                                            \
                                 : "rax", "rbx", "rcx", "rdx", "rsi", "r11", "memory", "cc"); \
        }

INSTRUCTIONS(undefined, "ud2")
INSTRUCTIONS(interrupts_off, "cli")
INSTRUCTIONS(interrupts_on, "sti")
INSTRUCTIONS(halt, "hlt")
INSTRUCTIONS(port_in, "mov $0x3fd, %%edx; in %%dx, %%al")
INSTRUCTIONS(port_out, "mov $0x3f8, %%edx; out %%al, %%dx")
INSTRUCTIONS(port_string, "mov $0x3f8, %%edx; outsb")
INSTRUCTIONS(read_efer, "mov $0xc0000080, %%ecx; rdmsr")
INSTRUCTIONS(write_ghcb, "mov $0xc0010130, %%ecx; xor %%eax, %%eax; xor %%edx, %%edx; wrmsr")
INSTRUCTIONS(read_cr3, "mov %%cr3, %%rax")
INSTRUCTIONS(write_cr0, "mov %%rax, %%cr0")
INSTRUCTIONS(read_dr7, "mov %%dr7, %%rax")
INSTRUCTIONS(load_gdt, "lgdt (%%rsp)")
INSTRUCTIONS(load_idt, "lidt (%%rsp)")
INSTRUCTIONS(load_task, "mov $0x28, %%eax; ltr %%ax")
INSTRUCTIONS(invalidate, "invlpg (%%rsp)")
INSTRUCTIONS(swap_gs, "swapgs")
INSTRUCTIONS(system_return, "sysretq")
INSTRUCTIONS(write_back, "wbinvd")
INSTRUCTIONS(drop_caches, "invd")
INSTRUCTIONS(clear_ac, "clac")
INSTRUCTIONS(set_ac, "stac")
INSTRUCTIONS(pvalidate, "xor %%eax, %%eax; .byte 0xf2, 0x0f, 0x01, 0xff")
INSTRUCTIONS(rmpadjust, "xor %%eax, %%eax; .byte 0xf3, 0x0f, 0x01, 0xfe")
INSTRUCTIONS(store_gdt, "sgdt -64(%%rsp)")
INSTRUCTIONS(store_idt, "sidt -64(%%rsp)")
INSTRUCTIONS(store_machine, "smsw %%eax")
INSTRUCTIONS(store_task, "str %%eax")
INSTRUCTIONS(store_ldt, "sldt %%eax")
INSTRUCTIONS(divide, "xor %%ecx, %%ecx; mov $1, %%eax; cdq; idiv %%ecx")
INSTRUCTIONS(breakpoint, "int3")
INSTRUCTIONS(old_call, "int $0x80")
INSTRUCTIONS(fake_vc, "int $29")
INSTRUCTIONS(fake_nmi, "int $2")
INSTRUCTIONS(fake_double, "int $8")
INSTRUCTIONS(single_step, "pushfq; orq $0x100, (%%rsp); popfq; nop; nop")
INSTRUCTIONS(read_xcr0, "xor %%ecx, %%ecx; xgetbv")
INSTRUCTIONS(use_avx, "vzeroupper")
INSTRUCTIONS(read_fs, "rdfsbase %%rax")
INSTRUCTIONS(read_counter, "xor %%ecx, %%ecx; rdpmc")
INSTRUCTIONS(call_host, "vmmcall")
INSTRUCTIONS(kernel_data, "mov $0x10, %%eax; mov %%eax, %%ds")
INSTRUCTIONS(float_error, "fninit; pushq $0; fldcw (%%rsp); fldz; fldz; fdivp; fwait; pop %%rax")

/* What follows must be borne. */
INSTRUCTIONS(ask_cpu, "xor %%eax, %%eax; cpuid")
INSTRUCTIONS(ask_cpu_prefixed, "xor %%eax, %%eax; .byte 0x66, 0xf3, 0x48; cpuid")
INSTRUCTIONS(ask_cpu_backwards, "std; xor %%eax, %%eax; cpuid; cld")
INSTRUCTIONS(ask_cpu_no_stack,
             "mov %%rsp, %%rsi; xor %%esp, %%esp; xor %%eax, %%eax; cpuid; mov %%rsi, %%rsp")
INSTRUCTIONS(ask_cpu_kernel_stack, "mov %%rsp, %%rsi; mov $0xffffffff00005000, %%rsp;"
                                   "xor %%eax, %%eax; cpuid; mov %%rsi, %%rsp")
INSTRUCTIONS(call_no_stack,
             "mov %%rsp, %%rsi; xor %%esp, %%esp; mov $39, %%eax; syscall; mov %%rsi, %%rsp")
INSTRUCTIONS(call_with_flags, "pushfq; orq $0x44400, (%%rsp); popfq; mov $39, %%eax; syscall;"
                              "pushq $2; popfq")
INSTRUCTIONS(call_null_gs, "xor %%eax, %%eax; mov %%eax, %%gs; mov $39, %%eax; syscall")
INSTRUCTIONS(call_exit_to_host, "rep; vmmcall")

/*
 * Registers that a call must not touch: those that musl keeps across one, and the kernel has no use
 * for.
 */
static void keep_registers(void)
{
        uint64_t before = UINT64_C(0x123456789abcdef0);
        uint64_t after = 0;
        long result = 39;

        __asm__ volatile("movq %2, %%xmm15\n\t"
                         "mov %2, %%rbp\n\t"
                         "syscall\n\t"
                         "movq %%xmm15, %1\n\t"
                         "cmp %2, %%rbp\n\t"
                         "cmovne %2, %0"
                         : "+a"(result), "=&r"(after)
                         : "r"(before)
                         : "rcx", "r11", "rbp", "xmm15", "memory", "cc");
        if (result != 1 || after != before)
                abuse_fail("registers across a system call", result);
}

const struct abuse_case instruction_cases[] = {
        { "undefined", undefined },
        { "cli", interrupts_off },
        { "sti", interrupts_on },
        { "hlt", halt },
        { "in", port_in },
        { "out", port_out },
        { "outs", port_string },
        { "read-efer", read_efer },
        { "write-ghcb", write_ghcb },
        { "read-cr3", read_cr3 },
        { "write-cr0", write_cr0 },
        { "read-dr7", read_dr7 },
        { "lgdt", load_gdt },
        { "lidt", load_idt },
        { "ltr", load_task },
        { "invlpg", invalidate },
        { "swapgs", swap_gs },
        { "sysret", system_return },
        { "wbinvd", write_back },
        { "invd", drop_caches },
        { "clac", clear_ac },
        { "stac", set_ac },
        { "pvalidate", pvalidate },
        { "rmpadjust", rmpadjust },
        { "sgdt", store_gdt },
        { "sidt", store_idt },
        { "smsw", store_machine },
        { "str", store_task },
        { "sldt", store_ldt },
        { "divide", divide },
        { "int3", breakpoint },
        { "int80", old_call },
        { "fake-vc", fake_vc },
        { "fake-nmi", fake_nmi },
        { "fake-df", fake_double },
        { "single-step", single_step },
        { "xgetbv", read_xcr0 },
        { "avx", use_avx },
        { "rdfsbase", read_fs },
        { "rdpmc", read_counter },
        { "vmmcall", call_host },
        { "kernel-ds", kernel_data },
        { "float", float_error },
        { "cpuid", ask_cpu },
        { "cpuid-prefixed", ask_cpu_prefixed },
        { "cpuid-backwards", ask_cpu_backwards },
        { "cpuid-stack-0", ask_cpu_no_stack },
        { "cpuid-stack-k", ask_cpu_kernel_stack },
        { "call-stack-0", call_no_stack },
        { "call-flags", call_with_flags },
        { "call-gs-0", call_null_gs },
        { "vmgexit", call_exit_to_host },
        { "registers", keep_registers },
        { 0 },
};
