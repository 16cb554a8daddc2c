/* One instruction for each argument; without one, an honest service. */
#include "tests/hostile/runtime/attacker.h"

#define INSTRUCTION(name, text)        \
        if (strcmp(wanted, name) == 0) \
        __asm__ volatile(text : : : "rax", "rbx", "rcx", "rdx", "memory", "cc")

static void execute(const char *wanted)
{
        INSTRUCTION("cli", "cli");
        INSTRUCTION("hlt", "hlt");
        INSTRUCTION("out", "mov $0x3f8, %%edx; out %%al, %%dx");
        INSTRUCTION("msr", "mov $0xc0010130, %%ecx; xor %%eax, %%eax; xor %%edx, %%edx; wrmsr");
        INSTRUCTION("cr3", "mov %%cr3, %%rax; mov %%rax, %%cr3");
        INSTRUCTION("cr4", "mov %%rax, %%cr4");
        INSTRUCTION("lidt", "lidt (%%rsp)");
        INSTRUCTION("swapgs", "swapgs");
        INSTRUCTION("stac", "stac");
        INSTRUCTION("pvalidate", "xor %%eax, %%eax; .byte 0xf2, 0x0f, 0x01, 0xff");
        INSTRUCTION("rmpadjust", "xor %%eax, %%eax; .byte 0xf3, 0x0f, 0x01, 0xfe");
        INSTRUCTION("invlpgb", "xor %%eax, %%eax; .byte 0x0f, 0x01, 0xfe");
        INSTRUCTION("vmmcall", "vmmcall");
}

int main(int argc, char **argv)
{
        begin();
        if (argc == 2) {
                execute(argv[1]);
                printf("attacker: won: %s is executed\n", argv[1]);
        }
        serve(NULL);
        return 1;
}
