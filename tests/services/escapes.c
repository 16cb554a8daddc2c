/*
 * What a service may not do, one attempt a run: the first argument names it. An attempt that is stopped never
 * returns; one that is harmless says so and waits for requests, so that the kernel calls it ready.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SYSCALL_GETPID "39"

static void halt(void)
{
        __asm__ volatile("hlt");
}

static void raise_vc(void)
{
        __asm__ volatile("int $0x1d");
}

static void old_system_call(void)
{
        __asm__ volatile("int $0x80");
}

static void read_cr3(void)
{
        uint64_t value;

        __asm__ volatile("mov %%cr3, %0" : "=r"(value));
}

static void read_msr(void)
{
        __asm__ volatile("rdmsr" : : "c"(0xc0010130) : "rax", "rdx");
}

static void write_port(void)
{
        __asm__ volatile("outb %b0, %w1" : : "a"(0), "d"(0x2f8));
}

static void swap_gs(void)
{
        __asm__ volatile("swapgs");
}

static void pvalidate(void)
{
        __asm__ volatile(".byte 0xf2, 0x0f, 0x01, 0xff" : : "a"(0), "c"(0), "d"(0));
}

static void rmpadjust(void)
{
        __asm__ volatile(".byte 0xf3, 0x0f, 0x01, 0xfe" : : "a"(0), "c"(0), "d"(0));
}

static void store_idt(void)
{
        char where[16];

        __asm__ volatile("sidt %0" : "=m"(where));
}

static void call_hypervisor(void)
{
        __asm__ volatile("vmmcall");
}

static void read_address(uint64_t address)
{
        (void)*(const volatile char *)address;
}

static void read_kernel(void)
{
        read_address(0xffffffff80000000);
}

static void read_direct_map(void)
{
        read_address(0xffff800037200000);
}

static void read_ghcb(void)
{
        read_address(0xffffffffc000e000);
}

static void read_guest(void)
{
        read_address(0x100000);
}

static void write_text(void)
{
        *(volatile char *)(uintptr_t)write_port = 0;
}

static void run_stack(void)
{
        char code[16];

        memset(code, 0xc3, sizeof(code));
        __asm__ volatile("call *%0" : : "r"(code) : "memory");
}

static void jump_beyond(void)
{
        __asm__ volatile("jmp *%0" : : "r"(0x800000000000));
}

static void single_step(void)
{
        __asm__ volatile("pushfq; orq $0x100, (%rsp); popfq; nop; nop");
}

static void overflow_stack(void)
{
        __asm__ volatile("1: push %rax; jmp 1b");
}

/* Below: what the kernel must bear. The instruction is done or refused, and the service goes on. */

static void repeat_ghcb_request(void)
{
        __asm__ volatile("rep; vmmcall");
}

/* CPUID is an exception, SYSCALL is not; neither may use the stack that RSP names. */
static void enter_with_stack(uint64_t stack)
{
        __asm__ volatile("mov %%rsp, %%r12\n\t"
                         "mov %0, %%rsp\n\t"
                         "xor %%eax, %%eax\n\t"
                         "cpuid\n\t"
                         "mov $" SYSCALL_GETPID ", %%eax\n\t"
                         "syscall\n\t"
                         "mov %%r12, %%rsp"
                         :
                         : "r"(stack)
                         : "rax", "rbx", "rcx", "rdx", "r11", "r12", "memory");
}

static void enter_without_stack(void)
{
        enter_with_stack(0);
}

static void enter_with_kernel_stack(void)
{
        enter_with_stack(0xffffffffc0005000);
}

/* AC would lift SMAP in the kernel, DF would turn its copies around, NT would break its IRETQ. */
static void enter_with_flags(void)
{
        __asm__ volatile("pushfq; orq $0x44400, (%%rsp); popfq\n\t"
                         "mov $" SYSCALL_GETPID ", %%eax\n\t"
                         "syscall\n\t"
                         "xor %%eax, %%eax\n\t"
                         "cpuid\n\t"
                         "pushfq; andq $~0x44400, (%%rsp); popfq"
                         :
                         :
                         : "rax", "rbx", "rcx", "rdx", "r11", "cc", "memory");
}

static const struct {
        const char *name;
        void (*attempt)(void);
} attempts[] = {
        { "halt", halt },
        { "raise-vc", raise_vc },
        { "int80", old_system_call },
        { "read-cr3", read_cr3 },
        { "read-msr", read_msr },
        { "write-port", write_port },
        { "swapgs", swap_gs },
        { "pvalidate", pvalidate },
        { "rmpadjust", rmpadjust },
        { "sidt", store_idt },
        { "vmmcall", call_hypervisor },
        { "read-kernel", read_kernel },
        { "read-own", read_direct_map },
        { "read-ghcb", read_ghcb },
        { "read-guest", read_guest },
        { "write-text", write_text },
        { "run-stack", run_stack },
        { "jump-beyond", jump_beyond },
        { "single-step", single_step },
        { "overflow", overflow_stack },
        { "vmgexit", repeat_ghcb_request },
        { "no-stack", enter_without_stack },
        { "kernel-stack", enter_with_kernel_stack },
        { "flags", enter_with_flags },
};

int main(int count, char **arguments)
{
        char request;

        for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
                if (count < 2 || strcmp(arguments[1], attempts[i].name) != 0)
                        continue;
                attempts[i].attempt();
                printf("goes on\n");
                fflush(stdout);
                return read(3, &request, 1) < 0;
        }
        return 2;
}
